import { ACCOUNT, namings, PARTITION, type PhysicalResource, REGION } from './physical-names.ts';
import { type Synthesis, TemplateError, type TemplateResource } from './synthesis.ts';

/** A resource whose properties are read one by one, each resolved when it is read. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** Resolved; undefined when the template does not set it. Throws a TemplateError for what it cannot resolve. */
  property(name: string): unknown;
  readonly propertyNames: readonly string[];
}

export interface Resolver {
  resources(...types: readonly string[]): Resource[];
  /** What `Ref` and `Fn::GetAtt` answer. */
  physical(logicalId: string): PhysicalResource;
}

type Json = Readonly<Record<string, unknown>>;

/** Where a value stands, for the error that names it. */
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

/** Resolves the intrinsic functions of a template to the values that a deployment of it would have. */
export function createResolver({ resources, parameters }: Synthesis): Resolver {
  const known = new Map<string, PhysicalResource>();

  function physical(logicalId: string, asker: Place = { logicalId, property: '' }): PhysicalResource {
    const before = known.get(logicalId);
    if (before !== undefined) return before;
    const resource = resources[logicalId];
    if (resource === undefined) throw problem(asker, `refers to ${logicalId}, which the template does not have`);
    const naming = namings[resource.Type];
    if (naming === undefined) throw problem(asker, `refers to ${logicalId}: the name of a ${resource.Type} is unknown`);
    const names = naming.from.map((name) => [name, read(resource, logicalId, name)] as const);
    const found = naming.name(logicalId, Object.fromEntries(names) as Record<string, string | undefined>);
    known.set(logicalId, found);
    return found;
  }

  function read({ Properties = {} }: TemplateResource, logicalId: string, property: string): unknown {
    return resolve(Properties[property], { logicalId, property });
  }

  function resolve(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((entry) => resolve(entry, place)).filter((entry) => entry !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value as Json);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(name, argument, place);
    return Object.fromEntries(Object.entries(value as Json).map(([field, entry]) => [field, resolve(entry, place)]));
  }

  function intrinsic(name: string, argument: unknown, place: Place): unknown {
    if (name === 'Ref') return refer(String(argument), place);
    if (name === 'Fn::GetAtt') return attribute(argument, place);
    if (name === 'Fn::Join') return join(argument, place);
    if (name === 'Fn::Sub') return substitute(argument, place);
    if (name === 'Fn::Select') return select(argument, place);
    if (name === 'Fn::Split') return split(argument, place);
    throw problem(place, `${name} is not understood`);
  }

  function refer(name: string, place: Place): unknown {
    if (name === 'AWS::NoValue') return undefined;
    if (PSEUDO[name] !== undefined) return PSEUDO[name];
    const parameter = parameters[name];
    if (parameter === undefined) return physical(name, place).ref;
    if (parameter.Default === undefined) throw problem(place, `parameter ${name} has no default`);
    return parameter.Default;
  }

  function attribute(argument: unknown, place: Place): string {
    const [logicalId = '', ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    const name = rest.join('.');
    const value = physical(logicalId, place).attributes[name];
    if (value === undefined) throw problem(place, `Fn::GetAtt ${logicalId}.${name} is not understood`);
    return value;
  }

  function join(argument: unknown, place: Place): string {
    const [separator, parts] = argument as [string, unknown];
    return text(resolve(parts, place), place).join(separator);
  }

  function substitute(argument: unknown, place: Place): string {
    const [template, given] = (typeof argument === 'string' ? [argument, {}] : argument) as [string, Json];
    return template.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (given[name] !== undefined) return String(resolve(given[name], place));
      return String(name.includes('.') ? attribute(name, place) : refer(name, place));
    });
  }

  function select(argument: unknown, place: Place): unknown {
    const [index, list] = resolve(argument, place) as [unknown, unknown];
    return text(list, place)[Number(index)];
  }

  function split(argument: unknown, place: Place): string[] {
    const [separator, value] = resolve(argument, place) as [string, unknown];
    return String(value).split(separator);
  }

  return {
    physical: (logicalId) => physical(logicalId),
    resources: (...types) =>
      Object.entries(resources)
        .filter(([, { Type }]) => types.includes(Type))
        .map(([logicalId, resource]) => ({
          logicalId,
          type: resource.Type,
          propertyNames: Object.keys(resource.Properties ?? {}),
          property: (name: string) => read(resource, logicalId, name),
        })),
  };
}

function text(value: unknown, place: Place): string[] {
  if (Array.isArray(value)) return value.map(String);
  throw problem(place, 'a list was expected');
}

function problem({ logicalId, property }: Place, what: string): TemplateError {
  return new TemplateError(logicalId, property, what);
}
