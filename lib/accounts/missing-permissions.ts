import type { KeyDefinition } from '../exchanges/definition.ts';
import type { PermissionNeed } from '../exchanges/model/key-report.ts';

/** The rights that a key lacks. Rights that the exchange did not tell are not said to be missing. */
export function missingPermissions(
  { permissions }: KeyDefinition,
  given: readonly string[] | null,
): readonly PermissionNeed[] {
  if (given === null) return [];
  return permissions.filter(({ anyOf }) => !anyOf.some((name) => given.includes(name)));
}
