import { ACCOUNT, namings, PARTITION, type PhysicalResource, REGION } from './physical-names.ts';
import { type Synthesis, TemplateError, type TemplateResource } from './synthesis.ts';

/** A resource of the template. A property is resolved at the time of the read. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** The resolved value; undefined for a missing property. Throws a TemplateError for an unknown intrinsic function. */
  property(name: string): unknown;
  readonly propertyNames: readonly string[];
}

export interface Resolver {
  resources(...types: readonly string[]): Resource[];
  /** The results of `Ref` and `Fn::GetAtt`. */
  physical(logicalId: string): PhysicalResource;
}

type Json = Readonly<Record<string, unknown>>;

/** Place of a value in the template, for errors. */
interface Place {
  readonly logicalId: string;
  readonly property: string;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': PARTITION,
  'AWS::Region': REGION,
  'AWS::StackName': 'oems',
  'AWS::URLSuffix': 'amazonaws.com',
};

interface Scope {
  readonly synthesis: Synthesis;
  /** Physical resources that are already resolved, by logical id. */
  readonly known: Map<string, PhysicalResource>;
}

/** Resolves the intrinsic functions of a template to the values of a deployment. */
export function createResolver(synthesis: Synthesis): Resolver {
  const scope: Scope = { synthesis, known: new Map() };
  return {
    physical: (logicalId) => physical(scope, logicalId, { logicalId, property: '' }),
    resources: (...types) => resourcesOf(scope, types),
  };
}

function resourcesOf(scope: Scope, types: readonly string[]): Resource[] {
  return Object.entries(scope.synthesis.resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type,
      propertyNames: Object.keys(resource.Properties ?? {}),
      property: (name) => read(scope, resource, { logicalId, property: name }),
    }));
}

function physical(scope: Scope, logicalId: string, asker: Place): PhysicalResource {
  const before = scope.known.get(logicalId);
  if (before !== undefined) return before;
  const resource = scope.synthesis.resources[logicalId];
  if (resource === undefined) throw problem(asker, `refers to ${logicalId}, which the template does not have`);
  const naming = namings[resource.Type];
  if (naming === undefined) throw problem(asker, `refers to ${logicalId}: the name of a ${resource.Type} is unknown`);
  const names = naming.from.map((property) => [property, read(scope, resource, { logicalId, property })] as const);
  const found = naming.name(logicalId, Object.fromEntries(names) as Record<string, string | undefined>);
  scope.known.set(logicalId, found);
  return found;
}

function read(scope: Scope, { Properties = {} }: TemplateResource, place: Place): unknown {
  return resolve(scope, Properties[place.property], place);
}

function resolve(scope: Scope, value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return resolveList(scope, value, place);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Json);
  const [[name, argument] = ['', undefined], ...more] = entries;
  if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(scope, name, argument, place);
  return Object.fromEntries(entries.map(([field, entry]) => [field, resolve(scope, entry, place)]));
}

function resolveList(scope: Scope, list: readonly unknown[], place: Place): unknown[] {
  return list.map((entry) => resolve(scope, entry, place)).filter((entry) => entry !== undefined);
}

function intrinsic(scope: Scope, name: string, argument: unknown, place: Place): unknown {
  if (name === 'Ref') return refer(scope, String(argument), place);
  if (name === 'Fn::GetAtt') return attribute(scope, argument, place);
  if (name === 'Fn::Join') return join(scope, argument, place);
  if (name === 'Fn::Sub') return substitute(scope, argument, place);
  if (name === 'Fn::Select') return select(scope, argument, place);
  if (name === 'Fn::Split') return split(scope, argument, place);
  throw problem(place, `${name} is not understood`);
}

function refer(scope: Scope, name: string, place: Place): unknown {
  if (name === 'AWS::NoValue') return undefined;
  if (PSEUDO[name] !== undefined) return PSEUDO[name];
  const parameter = scope.synthesis.parameters[name];
  if (parameter === undefined) return physical(scope, name, place).ref;
  if (parameter.Default === undefined) throw problem(place, `parameter ${name} has no default`);
  return parameter.Default;
}

function attribute(scope: Scope, argument: unknown, place: Place): string {
  const [logicalId = '', ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
  const name = rest.join('.');
  const value = physical(scope, logicalId, place).attributes[name];
  if (value === undefined) throw problem(place, `Fn::GetAtt ${logicalId}.${name} is not understood`);
  return value;
}

function join(scope: Scope, argument: unknown, place: Place): string {
  const [separator, parts] = argument as [string, unknown];
  return texts(resolve(scope, parts, place), place).join(separator);
}

function substitute(scope: Scope, argument: unknown, place: Place): string {
  const [template, given] = (typeof argument === 'string' ? [argument, {}] : argument) as [string, Json];
  return template.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    if (given[name] !== undefined) return String(resolve(scope, given[name], place));
    return String(name.includes('.') ? attribute(scope, name, place) : refer(scope, name, place));
  });
}

function select(scope: Scope, argument: unknown, place: Place): unknown {
  const [index, list] = resolve(scope, argument, place) as [unknown, unknown];
  return texts(list, place)[Number(index)];
}

function split(scope: Scope, argument: unknown, place: Place): string[] {
  const [separator, value] = resolve(scope, argument, place) as [string, unknown];
  return String(value).split(separator);
}

function texts(value: unknown, place: Place): string[] {
  if (Array.isArray(value)) return value.map(String);
  throw problem(place, 'a list was expected');
}

function problem({ logicalId, property }: Place, what: string): TemplateError {
  return new TemplateError(logicalId, property, what);
}
