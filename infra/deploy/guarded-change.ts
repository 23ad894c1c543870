import type { Template } from './deployed-stack.ts';

/** A change of an option that harms callers or data. */
export interface GuardedChange {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly harm: string;
}

/** The properties of all resources of a type. */
export function propertiesOf<T>({ Resources }: Template, type: string): T[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as T);
}
