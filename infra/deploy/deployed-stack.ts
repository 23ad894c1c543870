import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';

/** A stack in CloudFormation. */
export interface DeployedStack {
  /** Values of the parameters: the guarded options of the deployment before (confirmations.ts). */
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly template: Template;
}

/** The parts of a template that callers feel. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

/** Null: the stack does not exist yet. Errors of AWS (credentials, rights, network) are thrown. */
export async function readDeployedStack(
  stackName: string,
  client = new CloudFormationClient(),
): Promise<DeployedStack | null> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    return {
      parameters: Object.fromEntries(
        (stack?.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
      ),
      outputs: Object.fromEntries(
        (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      ),
      template: JSON.parse(TemplateBody) as Template,
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** CloudFormation has no error class for a missing stack, only this text. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}
