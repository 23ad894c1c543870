import { describe, expect, it } from 'vitest';
import { flat, resourcesOf, type Synthesis, synthesize } from './fixture-stack.ts';

const plain = synthesize();
const withPages = synthesize({ apiReference: true });
const paths = ['/docs', '/docs/reference.js'];

function routesIn(synthesis: Synthesis) {
  return resourcesOf(synthesis, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
}

/** Logical ids that are in one template alone. */
function added(): string[] {
  return Object.keys(withPages.template.Resources).filter((id) => !(id in plain.template.Resources));
}

/** Everything but the throttles of the stage, and what the stage waits for. */
function rest({ template }: Synthesis): string {
  const { Resources, ...others } = template;
  const kept = Object.entries(Resources).filter(
    ([id, { Type }]) => !added().includes(id) && Type !== 'AWS::ApiGatewayV2::Stage',
  );
  return JSON.stringify([kept, others]);
}

interface OwnRole {
  readonly Policies: readonly {
    readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string[] }[] };
  }[];
  readonly ManagedPolicyArns?: unknown;
}

describe('the API reference as an option of the deployment', () => {
  it('without the option no path and no function is there', () => {
    expect(plain.text).not.toMatch(/api-reference|\/docs/);
  });

  it('the option adds two open paths with one function, and changes nothing else', () => {
    expect(rest(withPages)).toBe(rest(plain));
    const open = routesIn(withPages).filter(({ RouteKey }) => paths.some((path) => RouteKey === `GET ${path}`));
    expect(open.map(({ AuthorizationType }) => AuthorizationType)).toEqual(['NONE', 'NONE']);
    expect(new Set(open.map(({ Target }) => flat(Target))).size).toBe(1);
    expect(routesIn(withPages)).toHaveLength(routesIn(plain).length + paths.length);
    const types = added().map((id) => withPages.template.Resources[id]?.Type);
    expect(types.toSorted()).toEqual([
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::ApiGatewayV2::Route',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ]);
  });

  it('the function may write its log and traces, and knows no table, no key and no queue', () => {
    const own = (type: string) =>
      resourcesOf(withPages, type).filter(([id]) => added().includes(id))[0]?.[1].Properties;
    const { Policies, ManagedPolicyArns } = own('AWS::IAM::Role') as unknown as OwnRole;
    const actions = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));
    expect(ManagedPolicyArns).toBeUndefined();
    expect(actions).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
    ]);
    expect(own('AWS::Lambda::Function')).not.toHaveProperty('Environment');
    expect(own('AWS::Lambda::Function')).not.toHaveProperty('VpcConfig');
  });

  it('both paths have the throttle of open paths', () => {
    const [[, stage] = ['', undefined]] = resourcesOf(withPages, 'AWS::ApiGatewayV2::Stage');
    const settings = stage?.Properties.RouteSettings as Record<string, unknown>;
    for (const path of paths)
      expect(settings[`GET ${path}`]).toEqual({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 });
  });
});
