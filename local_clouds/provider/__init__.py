"""One Pulumi provider process for `aws`, `gcp` and `azure-native`, in front of the local clouds."""
