/**
 * The bundler's `crypto` where code names the global: the same functions from `node:crypto`. The global loads Node's
 * whole webcrypto for a single randomUUID(), 5 ms of a cold start.
 */
export { default as crypto } from 'node:crypto';
