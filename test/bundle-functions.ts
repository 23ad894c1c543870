import { bundle } from '../infra/bundle.ts';

/** Bundles the functions once for all tests that run them as they are deployed. */
export default async function setup(): Promise<void> {
  await bundle('dist');
}
