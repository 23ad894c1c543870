import { afterAll, expect } from 'vitest';
import { changedNames, sharedState } from './shared-state.ts';

/** Runs before each file of a project whose files share modules. The first hook to be registered runs after all hooks of the file. */
const before = sharedState();

afterAll(() => {
  expect(changedNames(before, sharedState()), 'the next file finds what this file found').toEqual([]);
});
