import { registerHooks } from 'node:module';

/**
 * `node --import`: openapi-typescript builds its output with the compiler's own factory, which TypeScript 7 has no more. This package brings the
 * compiler of an earlier release without a program `tsc` that would stand in the way of ours.
 */
registerHooks({
  resolve: (name, context, next) => next(name === 'typescript' ? '@ts-morph/common/dist/typescript.js' : name, context),
});
