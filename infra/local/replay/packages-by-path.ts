import { registerHooks } from 'node:module';

/**
 * A package that exports its index alone can still be imported file by file, as tsconfig.json maps its paths and as the bundler resolves
 * them. Without a bundle Node needs to be told.
 */
export function resolveByPath(folder: string): void {
  const home = new URL('../../../node_modules/', import.meta.url);
  registerHooks({
    resolve: (name, context, next) => next(name.startsWith(folder) ? new URL(name, home).href : name, context),
  });
}
