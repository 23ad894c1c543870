import type { Invocation } from '../lambda/function-thread.ts';
import type { HttpEvent } from '../lambda/lambda-event.ts';
import type { Enforcer } from './enforce.ts';
import { serviceMay } from './iam-authorize.ts';
import { contextOf } from './iam-conditions.ts';
import { ACCOUNT } from './physical-names.ts';
import type { Deployment } from './read-template.ts';

type Invoke<Event> = (functionName: string, event: Event, timeoutMs: number) => Promise<Invocation>;

/**
 * Starts functions as API Gateway does: without permission in the resource policy of the function, the answer is a
 * 500.
 */
export function gatewayInvoke(
  { api, functions }: Deployment,
  enforcer: Pick<Enforcer, 'policies'>,
  invoke: Invoke<unknown>,
): Invoke<HttpEvent> {
  const arns = new Map(functions.map(({ name, arn }) => [name, arn]));
  return async (functionName, event, timeoutMs) => {
    const resource = arns.get(functionName) ?? '';
    const { method, path } = event.requestContext.http;
    const source = `${api.executeArn}/$default/${method}${path}`;
    const context = contextOf({ 'aws:SourceArn': source, 'aws:SourceAccount': ACCOUNT });
    const access = { action: 'lambda:InvokeFunction', resource, context };
    if (serviceMay(enforcer.policies.resource.get(resource) ?? [], 'apigateway.amazonaws.com', access)) {
      return invoke(functionName, event, timeoutMs);
    }
    return { ok: false, errorType: 'AccessDeniedException', errorMessage: `${source} may not invoke ${functionName}` };
  };
}
