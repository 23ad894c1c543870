/** A known bug of order placement, put back into the marketType's source; `tests` must then fail. */
export interface Mutation {
  readonly bug: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
  /** Test files, and with `only` the titles among them that are run. */
  readonly tests: readonly string[];
  readonly only?: string;
}

/** Such a test runs the functions as they are deployed: the functions are bundled with the bug, and once more without. */
export function runsBundles({ tests }: Pick<Mutation, 'tests'>): boolean {
  return tests.some((file) => file.startsWith('test/e2e/'));
}

export function edit(file: string, find: string, replace: string) {
  return { file, find, replace };
}
export const spot = 'test/faults/exhaustive-spot.test.ts';
export const swap = 'test/faults/exhaustive-swap.test.ts';
export const placing = 'of the call that places an order';
export const lookingUp = 'of the calls that look an order up';
export const promises = 'test/faults/promises.test.ts';
export const refusals = 'test/faults/refusals.test.ts';
export const keys = 'test/faults/keys.test.ts';
export const changes = 'test/faults/changes.test.ts';
export const amendSpot = 'test/faults/exhaustive-amend-spot.test.ts';
export const cancelAllSpot = 'test/faults/exhaustive-cancel-all-spot.test.ts';
export const changing = 'of the request that changes';
