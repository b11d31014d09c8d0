// The execution role of an agent on Lambda: bounded, tagged, taken by the Lambda service only, with what it asks for.
import * as identity from "pulumi-agent-identity";

const boundary = new identity.AwsBoundary("agents", { environment: "dev", boundaryClass: "standard" });
const watcher = new identity.AwsLambdaIdentity("price-watcher", {
    agent: { type: "price-watcher-ts", version: "1.0.0", environment: "dev", team: "pricing" },
    boundary: boundary.ref,
    access: [
        { read: ["arn:aws:s3:::price-lists"] },
        { write: ["arn:aws:sqs:eu-west-1:123456789012:price-changes"], operations: ["sqs:SendMessage"] },
    ],
});

export const roleArn = watcher.roleArn;
export const tags = watcher.tags;
