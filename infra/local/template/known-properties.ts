import type { Resource } from './intrinsics.ts';
import { TemplateError } from './synthesis.ts';

/** Throws for a property that is neither read nor known to have no effect on a single machine. */
export function assertKnown(resource: Resource, read: readonly string[], withoutEffect: readonly string[] = []): void {
  const unknown = resource.propertyNames.find((name) => !read.includes(name) && !withoutEffect.includes(name));
  if (unknown !== undefined)
    throw new TemplateError(resource.logicalId, unknown, `this property of a ${resource.type} is not understood`);
}

export function problem({ logicalId }: Resource, property: string, what: string): TemplateError {
  return new TemplateError(logicalId, property, what);
}

/** Reads a property. Throws unless the value is a text. */
export function textOf(resource: Resource, property: string): string {
  const value = resource.property(property);
  if (typeof value === 'string') return value;
  throw problem(resource, property, `is ${JSON.stringify(value)}, expected a text`);
}

/** Reads an optional property. Throws unless the value is a number. */
export function numberOf(resource: Resource, property: string, fallback: number): number {
  const value = resource.property(property) ?? fallback;
  if (typeof value === 'number') return value;
  throw problem(resource, property, `is ${JSON.stringify(value)}, expected a number`);
}

/** Throws unless the property has an allowed value. The value `undefined` allows a missing property. */
export function assertOneOf(resource: Resource, property: string, ...allowed: readonly unknown[]): void {
  const value = resource.property(property);
  if (!allowed.includes(value)) {
    throw problem(
      resource,
      property,
      `is ${JSON.stringify(value)}; this stack runs ${allowed.map((entry) => JSON.stringify(entry)).join(' or ')} only`,
    );
  }
}
