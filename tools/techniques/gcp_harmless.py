"""GCP permissions that look like techniques and are none, with why: patterns, as roles write permissions."""

from typing import Final

HARMLESS: Final[tuple[tuple[str, str], ...]] = (
    (
        (
            "*.rules.create *.releases.create *.releases.delete *.releases.update *.settings.create"
            " documentai.rules.* alloydb.clusters.create cloudsql.instances.create *.pools.update livestream.*"
            " commerce*.update dns.*.create analyticshub.* *.featuregroups.* *.featureviews.*"
            " aiplatform.endpoints.create aiplatform.endpoints.update aiplatform.cachedcontents.*"
            " aiplatform.evaluation* aiplatform.tasks.* aiplatform.tuningjobs.validate*"
            " aiplatform.locations.evaluateinstances dialogflow.*.create discoveryengine.* dataplex.lakes.*"
            " backupdr.* cloudasset.savedqueries.* cloudkms.cryptokeys.create gkehub.features.create"
            " migrationcenter.* ml.*.update netapp.* parallelstore.* pubsub.topics.* oracledatabase.*"
            " workloadmanager.evaluations.* beyondcorp.* integrations.templates.* integrations.testcases.*"
            " integrations.*certificates.* integrations.authconfigs.create networkmanagement.* apihub.*"
            " identitytoolkit.tenants.create dlp.connections.* saasservicemgmt.* secretmanager.secrets.create"
            " datafusion.securekeys.create vmmigration.* containeranalysis.occurrences.* compute.images.*"
            " compute.disks.create recaptchaenterprise.*.create observability.buckets.create"
            " logging.buckets.create logging.notificationrules.create videostitcher.* speech.*"
            " proximitybeacon.* firebaseappdistro.* storagetransfer.agentpools.*"
        ),
        "it makes or changes something of the caller's own service: no identity, code or policy of others",
    ),
    (
        (
            "monitoring.*.create clouddeploy.deploypolicies.create artifactregistry.rules.create"
            " chronicle.*.create privilegedaccessmanager.entitlements.delete"
            " securitycenter.notificationconfig.create redis.aclpolicies.delete"
            " compute.regionsecuritypolicies.create compute.regionnetworkpolicies.create"
            " container.networkpolicies.create *.podsecuritypolicies.delete compute.vmextensionpolicies.delete"
            " osconfig.guestpolicies.delete *.users.delete edgecontainer.identityproviders.delete"
            " privateca.certificates.update compute.snapshotrecyclebinpolicy.update *.workerpools.delete"
            " networkservices.endpointpolicies.create"
        ),
        "it adds a guard, or takes a right away",
    ),
    (
        (
            "compute.*sslpolic* compute.*sslcertificates.* container.managedcertificates.*"
            " compute.*tcpproxies.attach compute.resourcepolicies.* compute.*healthaggregation*"
            " networkservices.* networkconnectivity.* vmwareengine.networkpolicies.* vmwareengine.dns*"
            " vmwareengine.hcx* baremetalsolution.*polic* dataproc.autoscalingpolicies.* servicedirectory.*"
            " eventarc.channels.attach apphub.*.attach pubsub.schemas.attach servicemanagement.services.bind"
            " cloudbuild.workerpools.*"
        ),
        "it shapes capacity, time or the way of traffic, and says nothing of who may do what",
    ),
    (
        (
            "*.tasks.run *.jobs.run *.jobs.pause *.queues.* compute.instances.resume"
            " compute.instances.startwith* bigtable.* alloydb.instances.executesqlreadonly"
            " healthcare.fhirstores.executebundle *.services.introspect* chronicle.*.execute"
            " aiplatform.sandboxenvironments.execute aiplatform.extensions.execute ces.tools.execute"
            " dataplex.environments.execute apihub.*.execute gsuiteaddons.* appengine.memcache.getkey"
            " alloydb.users.login cloudsql.instances.login cloudsql.instances.rotate* fpnv.*"
            " recaptchaenterprise.* container.clusters.getcredentials"
            " developerconnect.connections.generategithubstatetoken securesourcemanager.sshkeys.create"
            " firebasedataconnect.*"
        ),
        "it uses something as it is, as the caller itself: the right is in the thing's own policy",
    ),
    (
        (
            "*.approve *.escalate *.settings.update *settings.update *.testusers.update"
            " *.notificationmessages.update cloudkms.singletenant* serviceusage.contentsecuritypolicy.update"
            " connectors.eventsubscriptions.update dataplex.dataproducts.approve"
        ),
        "it decides about work of the service, not about rights",
    ),
)
