import { describe, expect, it } from 'vitest';
import type { Statement } from './fixture-iam.ts';
import { everyOption, synthesize } from './fixture-stack.ts';

interface ServiceStatement extends Statement {
  readonly Principal?: { readonly Service?: string };
}

const policies = ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'] as const;

/** The services that a policy of the stack allows something, and whether a condition names the account or the resource for which a service acts. */
const allowed = Object.entries(synthesize(everyOption).template.Resources).flatMap(([id, { Type, Properties }]) =>
  policies.flatMap((name) => {
    const document = Properties?.[name] as { readonly Statement: readonly ServiceStatement[] } | undefined;
    return (document?.Statement ?? []).flatMap(({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && Principal?.Service !== undefined
        ? [
            {
              id,
              type: Type,
              service: Principal.Service,
              isBound: /aws:Source(Account|Arn)/.test(JSON.stringify(Condition ?? '')),
            },
          ]
        : [],
    );
  }),
);

/**
 * Whoever can make a service act in the name of another account must reach nothing here (IAM user guide, "The confused deputy problem"). Lambda
 * assumes a role for a function of the same account alone. EventBridge publishes to a topic without a condition: its guide shows none, and with a condition
 * that EventBridge does not send, the mail of `key-events` would not come.
 */
const unbound = ['lambda.amazonaws.com AWS::IAM::Role', 'events.amazonaws.com AWS::SNS::TopicPolicy'];

describe('a service that acts for the stack', () => {
  it('is bound to this account or to a resource of the stack', () => {
    expect(allowed.length).toBeGreaterThan(10);
    const free = allowed.filter(({ isBound }) => !isBound).map(({ service, type }) => `${service} ${type}`);
    expect([...new Set(free)].toSorted()).toEqual(unbound.toSorted());
  });
});
