import { guardedOptions } from '../aws/confirmations.ts';
import type { DeployOptions } from '../aws/stage.ts';
import { clientChangeIds, clientChanges } from './client-changes.ts';
import type { DeployedStack, Template } from './deployed-stack.ts';
import { type GuardedChange, propertiesOf } from './guarded-change.ts';

export interface DeploymentPlan {
  readonly guarded: readonly GuardedChange[];
  /** Guarded changes without a word of the operator, as sentences. Not empty: nothing may be deployed. */
  readonly refused: readonly string[];
  /** The effects for callers, a sentence each. */
  readonly forCallers: readonly string[];
}

interface Wanted {
  readonly options: DeployOptions;
  readonly template: Template;
  /** Ids of guarded options whose change the operator wants. */
  readonly confirmed: readonly string[];
}

/** Before a first deployment. A table from elsewhere needs a word then too: another stage may be at work on the table. */
const nothingYet: Readonly<Record<string, string>> = { TableName: 'own' };

/** Compares a synthesized stage with the deployed stack. `deployed` null: the first deployment. */
export function planDeployment(
  { options, template, confirmed }: Wanted,
  deployed: DeployedStack | null,
): DeploymentPlan {
  const guarded =
    deployed === null
      ? changedOptions(options, nothingYet)
      : [...changedOptions(options, deployed.parameters), ...clientChanges(options, deployed)];
  const refused = guarded
    .filter(({ id }) => !confirmed.includes(id))
    .map(({ id, from, to, harm }) => `${id}: from "${from}" to "${to}". ${harm} If that is wanted: --confirm ${id}`);
  return { guarded, refused, forCallers: changesForCallers(deployed?.template ?? null, template) };
}

function changedOptions(options: DeployOptions, parameters: DeployedStack['parameters']): GuardedChange[] {
  return guardedOptions(options).flatMap(({ id, value, harm }) => {
    const from = parameters[id];
    return from === undefined || from === value ? [] : [{ id, from, to: value, harm }];
  });
}

/** Parameters of the stack for the confirmed changes, as `cdk deploy --parameters` takes them. */
export function parametersOf(stackName: string, guarded: readonly GuardedChange[]): string[] {
  return guarded
    .filter(({ id }) => !clientChangeIds.some((one) => one === id))
    .flatMap(({ id, to }) => ['--parameters', `${stackName}:${id}=${to}`]);
}

function changesForCallers(before: Template | null, after: Template): string[] {
  if (before === null) return ['a new stack: callers get a new address'];
  const [old, next] = [routesOf(before), routesOf(after)];
  const gone = [...old.keys()].filter((route) => !next.has(route)).map((route) => `${route} is gone: 404`);
  const added = [...next.keys()].filter((route) => !old.has(route)).map((route) => `${route} is new`);
  const changed = [...next].flatMap(([route, scope]) => {
    const was = old.get(route);
    return was === undefined || was === scope ? [] : [`${route} wants ${scope}, not ${was}`];
  });
  return [...gone, ...changed, ...added, ...tenantChanges(before, after)];
}

/** Routes with the scope that each wants. */
function routesOf(template: Template): Map<string, string> {
  return new Map(
    propertiesOf<{ RouteKey: string; AuthorizationScopes?: string[] }>(template, 'AWS::ApiGatewayV2::Route').map(
      ({ RouteKey, AuthorizationScopes = ['no token'] }) => [RouteKey, AuthorizationScopes.join(' ')],
    ),
  );
}

interface Client {
  readonly ClientName: string;
  readonly AllowedOAuthScopes: readonly unknown[];
}

/** Scopes are joined texts, so the texts of the template are compared. */
function tenantChanges(before: Template, after: Template): string[] {
  const clients = (template: Template) =>
    new Map(
      propertiesOf<Client>(template, 'AWS::Cognito::UserPoolClient').map(({ ClientName, AllowedOAuthScopes }) => [
        ClientName,
        JSON.stringify(AllowedOAuthScopes),
      ]),
    );
  const old = clients(before);
  return [...clients(after)]
    .filter(([name, scopes]) => old.has(name) && old.get(name) !== scopes)
    .map(([name]) => `the client ${name} has other scopes or another tenant`);
}
