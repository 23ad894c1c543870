import type { Enforcer } from './enforce.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { arn } from './physical-names.ts';
import type { DeployedFunction } from './read-functions.ts';

/** Actions of the Lambda service itself in the role of a function. */
interface RuntimeRole {
  /** True if the output of the function may be written to the log. Lambda runs the function even without a log. */
  mayLog(functionName: string): boolean;
  /** Sends a trace of the run if the function is traced; a refused trace is lost. */
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
