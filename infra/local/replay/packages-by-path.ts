import { registerHooks } from 'node:module';

/**
 * A package that exports its index alone is imported file by file: tsconfig.json maps the paths, and the bundler resolves the paths. Without
 * a bundle Node needs a hook.
 */
export function resolveByPath(folder: string): void {
  const home = new URL('../../../node_modules/', import.meta.url);
  registerHooks({
    resolve: (name, context, next) => next(name.startsWith(folder) ? new URL(name, home).href : name, context),
  });
}
