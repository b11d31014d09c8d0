"""GCP: weakening a guard that watches or limits others."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _guard(name: str, title: str, permissions: str, why: str, source: str) -> Technique:
    return row(name, Kind.GUARD, title, need(On.GUARD, permissions), why=why, source=source)


TECHNIQUES: Final = (
    _guard(
        "log-sink",
        "Changes where logs go",
        "logging.sinks.create logging.sinks.update logging.sinks.delete",
        "A sink carries logs to where they are kept and watched; a new one carries them elsewhere.",
        "logging/docs/access-control",
    ),
    _guard(
        "log-bucket",
        "Changes how long logs are kept, or deletes them",
        "logging.buckets.update logging.buckets.delete",
        "A bucket's retention decides how far back an audit can look.",
        "logging/docs/access-control",
    ),
    _guard(
        "log-exclusion",
        "Keeps entries from being logged",
        "logging.exclusions.create logging.exclusions.update logging.exclusions.delete",
        "An exclusion drops matching entries before they are kept.",
        "logging/docs/access-control",
    ),
    _guard(
        "log-metric",
        "Changes what is counted from logs",
        "logging.logMetrics.create logging.logMetrics.update logging.logMetrics.delete",
        "Alerts on denials and on key creation count through log-based metrics.",
        "logging/docs/access-control",
    ),
    _guard(
        "log-delete",
        "Deletes a log",
        "logging.logs.delete",
        "The entries are gone; the audit logs of administrators' activity cannot be deleted.",
        "logging/docs/access-control",
    ),
    _guard(
        "log-settings",
        "Changes the settings and views of logging",
        "logging.settings.update logging.cmekSettings.update logging.views.create logging.views.update"
        " logging.views.delete logging.logScopes.create logging.logScopes.update logging.logScopes.delete"
        " logging.sqlAlerts.update logging.notificationRules.update logging.notificationRules.delete"
        " logging.links.create observability.settings.update observability.buckets.update observability.buckets.delete"
        " observability.views.update observability.links.create",
        "They say which entries are kept, who reads them and who is told.",
        "logging/docs/access-control",
    ),
    _guard(
        "alert",
        "Changes or silences alerts",
        "monitoring.alertPolicies.update monitoring.alertPolicies.delete monitoring.notificationChannels.update"
        " monitoring.notificationChannels.delete monitoring.snoozes.create monitoring.snoozes.update"
        " monitoring.uptimeCheckConfigs.update monitoring.uptimeCheckConfigs.delete monitoring.metricsScopes.link",
        "An alert that nobody gets watches nothing.",
        "monitoring/access-control",
    ),
    _guard(
        "finding",
        "Silences the findings of Security Command Center, or its detectors",
        "securitycenter.findings.setMute securitycenter.findings.bulkMuteUpdate securitycenter.findings.setState"
        " securitycenter.findings.update securitycenter.issues.mute securitycenter.muteconfigs.create"
        " securitycenter.muteconfigs.update securitycenter.muteconfigs.delete securitycenter.notificationconfig.update"
        " securitycenter.notificationconfig.delete securitycenter.*ettings.update securitycenter.*custommodules.update"
        " securitycenter.*custommodules.delete securitycenter.bigQueryExports.update"
        " securitycenter.bigQueryExports.delete securitycenter.sources.update securitycentermanagement.*.update"
        " securitycentermanagement.*.delete",
        "A muted finding is seen by nobody.",
        "security-command-center/docs/access-control-org",
    ),
    _guard(
        "detection-rule",
        "Changes the rules and feeds of Google Security Operations",
        "chronicle.rules.update chronicle.rules.delete chronicle.ruleDeployments.update chronicle.feeds.update"
        " chronicle.feeds.delete chronicle.curatedRuleSetDeployments.update"
        " chronicle.curatedRuleSetDeployments.batchUpdate chronicle.retrohunts.create"
        " chronicle.findingsRefinements.create chronicle.findingsRefinements.update"
        " chronicle.findingsRefinementDeployments.update",
        "What no feed brings and no rule looks for is not found.",
        "chronicle/docs/reference/feature-rbac-permissions-roles",
    ),
    _guard(
        "asset-feed",
        "Changes who is told of changes to resources",
        "cloudasset.feeds.create cloudasset.feeds.update cloudasset.feeds.delete",
        "A feed reports changes of policies as they happen.",
        "asset-inventory/docs/access-control",
    ),
    _guard(
        "firewall",
        "Changes firewalls, and the networks that they guard",
        "compute.firewalls.create compute.firewalls.update compute.firewalls.delete compute.firewallPolicies.*Rules"
        " compute.firewallPolicies.create compute.firewallPolicies.update compute.firewallPolicies.delete"
        " compute.firewallPolicies.move compute.regionFirewallPolicies.cloneRules"
        " compute.regionFirewallPolicies.create compute.regionFirewallPolicies.update"
        " compute.regionFirewallPolicies.delete compute.networks.setFirewallPolicy compute.networks.updatePolicy"
        " compute.networks.addPeering compute.networks.updatePeering compute.networks.update"
        " compute.organizations.setFirewallPolicy compute.instances.setTags compute.instances.updateNetworkInterface"
        " compute.routes.create compute.routes.delete compute.instances.addAccessConfig"
        " compute.regionNetworkPolicies.update compute.regionNetworkPolicies.delete",
        "Egress rules are what keeps an agent to the addresses that it needs.",
        "firewall/docs/firewalls",
    ),
    _guard(
        "security-policy",
        "Changes a security policy of Cloud Armor",
        "compute.securityPolicies.create compute.securityPolicies.update compute.securityPolicies.delete"
        " compute.securityPolicies.move compute.securityPolicies.copyRules compute.securityPolicies.addAssociation"
        " compute.securityPolicies.removeAssociation",
        "It decides which requests reach a service.",
        "armor/docs/iam-permissions",
    ),
    _guard(
        "security-policy-place",
        "Takes a security policy off what it guards",
        "compute.backendServices.setSecurityPolicy compute.regionBackendServices.setSecurityPolicy"
        " compute.backendBuckets.setSecurityPolicy compute.organizations.setSecurityPolicy"
        " compute.instances.setSecurityPolicy compute.regionSecurityPolicies.update"
        " compute.regionSecurityPolicies.delete",
        "It decides which requests reach a service.",
        "armor/docs/iam-permissions",
    ),
    _guard(
        "network-security",
        "Changes proxies, inspection and authorisation of the network",
        "networksecurity.*.create networksecurity.*.update networksecurity.*.delete"
        " networkservices.agentGateways.create networkservices.agentGateways.update"
        " networkservices.agentGateways.delete networkservices.authzExtensions.update"
        " networkservices.endpointPolicies.update ids.endpoints.delete ids.endpoints.update",
        "They decide which addresses an agent reaches by name, and who sees it.",
        "secure-web-proxy/docs/roles-permissions",
    ),
    _guard(
        "name-resolution",
        "Changes where names lead",
        "dns.policies.create dns.policies.update dns.policies.delete dns.responsePolicies.update"
        " dns.responsePolicies.delete dns.responsePolicyRules.create dns.responsePolicyRules.update"
        " dns.responsePolicyRules.delete dns.changes.create dns.resourceRecordSets.create"
        " dns.resourceRecordSets.update dns.resourceRecordSets.delete dns.managedZones.update",
        "Rules by name hold only as long as the name leads where it should; certificates are issued to who answers.",
        "dns/docs/access-control",
    ),
    _guard(
        "release-gate",
        "Passes over what keeps a release or an artefact back",
        "clouddeploy.deployPolicies.update clouddeploy.deployPolicies.delete clouddeploy.deployPolicies.override"
        " artifactregistry.rules.update artifactregistry.rules.delete artifactregistry.projectsettings.update",
        "A policy keeps rollouts to their times, and downloads to what was checked.",
        "deploy/docs/deploy-policy",
    ),
    _guard(
        "application-check",
        "Changes which callers an application takes for genuine",
        "firebaseappcheck.*.update firebaseappcheck.*.create firebaserules.releases.delete"
        " recaptchaenterprise.keys.update recaptchaenterprise.firewallpolicies.update"
        " recaptchaenterprise.firewallpolicies.delete",
        "App Check and reCAPTCHA keep automated callers out.",
        "https://firebase.google.com/docs/projects/iam/permissions",
    ),
    _guard(
        "agent-guard",
        "Changes what an agent may be told, say or do",
        "aiplatform.semanticGovernancePolicies.create aiplatform.semanticGovernancePolicies.update"
        " aiplatform.semanticGovernancePolicies.delete ces.guardrails.create ces.guardrails.update"
        " ces.guardrails.delete ces.securitySettings.update discoveryengine.alertPolicies.update"
        " dialogflow.securitySettings.update dialogflow.securitySettings.delete",
        "They keep injected instructions and secrets out of what agents read and write.",
        "iam/docs/roles-permissions",
    ),
    _guard(
        "image-admission",
        "Changes which images may run",
        "binaryauthorization.policy.update binaryauthorization.attestors.create binaryauthorization.attestors.update"
        " binaryauthorization.attestors.delete binaryauthorization.platformPolicies.create"
        " binaryauthorization.platformPolicies.replace binaryauthorization.platformPolicies.delete"
        " binaryauthorization.continuousValidationConfig.update containeranalysis.notes.attachOccurrence",
        "Binary Authorization lets run only what was attested.",
        "binary-authorization/docs/roles-permissions",
    ),
    _guard(
        "model-guard",
        "Changes what is filtered from prompts and answers",
        "modelarmor.floorSettings.update modelarmor.templates.update modelarmor.templates.delete",
        "Model Armor keeps injected instructions and secrets out of what agents read and write.",
        "security-command-center/docs/model-armor-overview",
    ),
    _guard(
        "agent-registry",
        "Changes which agents and tools are known",
        "agentregistry.services.create agentregistry.services.update agentregistry.services.delete",
        "What is registered is what others call, and what an inventory counts.",
        "iam/docs/roles-permissions/agentregistry",
    ),
    _guard(
        "agent-binding",
        "Changes which agents may call which",
        "agentregistry.bindings.create agentregistry.bindings.update agentregistry.bindings.delete"
        " agentregistry.skills.create agentregistry.skills.update agentregistry.skills.delete"
        " agentregistry.skillRevisions.create",
        "A binding connects an agent with a tool and its credentials.",
        "iam/docs/roles-permissions/agentregistry",
    ),
    _guard(
        "approval",
        "Approves access by Google's staff, or changes who is asked",
        "accessapproval.requests.approve accessapproval.requests.dismiss accessapproval.requests.invalidate"
        " accessapproval.settings.update accessapproval.settings.delete",
        "Access Approval is the customer's say in who reads its data.",
        "assured-workloads/access-approval/docs/access-control",
    ),
    _guard(
        "bucket-protection",
        "Takes the protections of a bucket off",
        "storage.buckets.update storage.buckets.setIpFilter storage.buckets.relocate storage.buckets.delete",
        "Retention, public access prevention, uniform access and logging are fields of a bucket.",
        "storage/docs/access-control/iam-permissions",
    ),
    _guard(
        "object-retention",
        "Takes the retention of an object off",
        "storage.objects.setRetention storage.objects.overrideUnlockedRetention",
        "Retention keeps audit records from being rewritten.",
        "storage/docs/object-lock",
    ),
    _guard(
        "key-protection",
        "Destroys a key of Cloud KMS, or changes how it rotates",
        "cloudkms.cryptoKeys.update cloudkms.cryptoKeyVersions.destroy",
        "Without the key, what it encrypted is lost, backups among it.",
        "kms/docs/reference/permissions-and-roles",
    ),
)
