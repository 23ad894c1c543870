import type { Enforcer } from './enforce.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { arn } from './physical-names.ts';
import type { DeployedFunction } from './read-functions.ts';

/** What the Lambda service does in a function's role, beside what its code does. */
export interface RuntimeRole {
  /** Whether a line of the function's output reaches its log. Lambda drops it otherwise, and runs the function all the same. */
  mayLog(functionName: string): boolean;
  /** Sends the trace of one run, if the function is traced; a refused trace is lost. */
  trace(functionName: string): void;
}

function access(action: string, resource: string): Access {
  return { action, resource, context: contextOf({}) };
}

export function createRuntimeRole(functions: readonly DeployedFunction[], enforcer: Enforcer): RuntimeRole {
  const byName = new Map(functions.map((deployed) => [deployed.name, deployed]));

  function may(functionName: string, ...accesses: readonly Access[]): boolean {
    const { functionArn: _, ...caller } = enforcer.callerOf(functionName);
    return accesses.map((wanted) => enforcer.check(caller, wanted)).every((refusal) => refusal === null);
  }

  return {
    mayLog: (functionName) => {
      const { logGroup = '' } = byName.get(functionName) ?? {};
      const stream = arn('logs', `log-group:${logGroup}:log-stream:local`);
      return may(functionName, access('logs:CreateLogStream', stream), access('logs:PutLogEvents', stream));
    },
    trace: (functionName) => {
      if (byName.get(functionName)?.isTraced !== true) return;
      may(functionName, access('xray:PutTraceSegments', '*'), access('xray:PutTelemetryRecords', '*'));
    },
  };
}
