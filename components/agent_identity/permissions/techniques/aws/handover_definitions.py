"""AWS ways to run code with a passed role that take two actions: one defines what runs, another runs it.

Registering a task definition runs nothing, and running one that exists needs the right to pass its role. The second
action may belong to another service: a schedule, a rule and a pipe start tasks, jobs and state machines too.
Source: what the named operations say of themselves in the API references; judged by hand.
"""

from typing import Final

from agent_identity.permissions.techniques.aws.rows import PASS, SERVICE_PRINCIPALS, Words, row
from agent_identity.permissions.techniques.model import Kind, Need, Technique

_TRIGGERS: Final = "events:PutTargets scheduler:CreateSchedule scheduler:UpdateSchedule pipes:CreatePipe"
_REFERENCES: Final = "https://docs.aws.amazon.com/"


def _definition(key: str, service: str, title: str, defines: str, runs: str, page: str) -> Technique:
    return row(
        f"aws-pass-role-{key}",
        Kind.HANDOVER,
        f"passes a role to {title}",
        (PASS, Need(tuple(defines.split())), Need(tuple(runs.split()))),
        Words(
            "what the passed role may do",
            "The service acts with the role; it never asks whether the caller holds the same rights.",
            f"name one role in iam:PassRole and fix iam:PassedToService to {service}'s own principal",
        ),
        _REFERENCES + page,
        runs_as=SERVICE_PRINCIPALS.get(service, (f"{service}.amazonaws.com",)),
    )


DEFINITIONS: Final = (
    _definition(
        "ecs-definition",
        "ecs",
        "a task definition and runs it",
        "ecs:RegisterTaskDefinition",
        "ecs:RunTask ecs:StartTask ecs:CreateService ecs:UpdateService ecs:CreateTaskSet "
        f"codedeploy:CreateDeployment {_TRIGGERS}",
        "AmazonECS/latest/developerguide/task-iam-roles.html",
    ),
    _definition(
        "batch-definition",
        "batch",
        "a job definition and submits it",
        "batch:RegisterJobDefinition",
        f"batch:SubmitJob {_TRIGGERS} states:CreateStateMachine",
        "batch/latest/userguide/job-definitions.html",
    ),
    _definition(
        "codebuild-definition",
        "codebuild",
        "a build project and starts it",
        "codebuild:CreateProject",
        "codebuild:StartBuild codebuild:StartBuildBatch codebuild:StartSandbox codebuild:CreateWebhook "
        f"codepipeline:CreatePipeline codepipeline:UpdatePipeline {_TRIGGERS}",
        "codebuild/latest/userguide/setting-up-service-role.html",
    ),
    _definition(
        "cloudformation-changes",
        "cloudformation",
        "a change set and executes it",
        "cloudformation:CreateChangeSet",
        "cloudformation:ExecuteChangeSet",
        "AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
    ),
    _definition(
        "cloudformation-set",
        "cloudformation",
        "a stack set and deploys it",
        "cloudformation:CreateStackSet",
        "cloudformation:CreateStackInstances",
        "AWSCloudFormation/latest/UserGuide/stacksets-prereqs.html",
    ),
    _definition(
        "ec2-template",
        "ec2",
        "a launch template and launches from it",
        "ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion",
        "ec2:RunInstances ec2:CreateFleet ec2:ModifyFleet ec2:RequestSpotFleet ec2:ModifyLaunchTemplate "
        "autoscaling:CreateAutoScalingGroup autoscaling:UpdateAutoScalingGroup autoscaling:StartInstanceRefresh "
        "eks:CreateNodegroup eks:UpdateNodegroupVersion batch:CreateComputeEnvironment",
        "autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html",
    ),
    _definition(
        "instance-profile",
        "ec2",
        "an instance profile that instances have or get",
        "iam:AddRoleToInstanceProfile",
        "ec2:AssociateIamInstanceProfile ec2:ReplaceIamInstanceProfileAssociation ec2:RunInstances "
        "iam:RemoveRoleFromInstanceProfile",
        "IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
    ),
    _definition(
        "glue-definition",
        "glue",
        "a job and starts it",
        "glue:CreateJob",
        "glue:StartJobRun glue:CreateTrigger glue:StartTrigger glue:UpdateTrigger glue:StartWorkflowRun "
        f"states:CreateStateMachine {_TRIGGERS}",
        "glue/latest/dg/create-an-iam-role.html",
    ),
    _definition(
        "sagemaker-model",
        "sagemaker",
        "a model and deploys it",
        "sagemaker:CreateModel",
        "sagemaker:CreateEndpoint sagemaker:UpdateEndpoint sagemaker:CreateTransformJob "
        "sagemaker:CreateInferenceComponent sagemaker:UpdateInferenceComponent",
        "sagemaker/latest/dg/sagemaker-roles.html",
    ),
    _definition(
        "sagemaker-pipeline",
        "sagemaker",
        "a pipeline and starts it",
        "sagemaker:CreatePipeline",
        f"sagemaker:StartPipelineExecution {_TRIGGERS}",
        "sagemaker/latest/dg/build-and-manage-access.html",
    ),
    _definition(
        "states-definition",
        "states",
        "a state machine and starts it",
        "states:CreateStateMachine",
        f"states:StartExecution states:StartSyncExecution apigateway:POST iot:CreateTopicRule {_TRIGGERS}",
        "step-functions/latest/dg/procedure-create-iam-role.html",
    ),
)
"""The techniques that pass a role by two actions."""
