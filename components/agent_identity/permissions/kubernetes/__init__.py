"""What Kubernetes' role-based access control allows: the model of what an input says, its reader and the evaluator."""
