import { Decimal } from 'decimal.js';

/** A request Kraken answers with `{"result":"error","error":…}`. `status` is 200 for /derivatives unless its documentation says otherwise. */
export class Refusal extends Error {
  readonly status: number;
  /** Engine refusals carry a code instead: `{"errors":[{"code":92,"message":"INSUFFICIENT_MARGIN"}]}`. */
  readonly code: number | null;
  /** Seconds until a request over the history's limit would be accepted. */
  readonly retryAfter: number | null;

  constructor(error: string, status = 200, code: number | null = null, retryAfter: number | null = null) {
    super(error);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export type Params = URLSearchParams;

/** Missing and empty are the same. */
export function text(params: Params, name: string): string | null {
  return params.get(name) || null;
}

export function required(params: Params, name: string): string {
  const value = text(params, name);
  if (value === null) throw new Refusal('requiredArgumentMissing');
  return value;
}

export function decimal(params: Params, name: string): Decimal | null {
  const value = text(params, name);
  if (value === null) return null;
  if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) throw new Refusal(`invalidArgument: ${name}`);
  return new Decimal(value);
}

export function integer(params: Params, name: string): number | null {
  const value = text(params, name);
  if (value === null) return null;
  if (!/^\d{1,16}$/.test(value)) throw new Refusal(`invalidArgument: ${name}`);
  return Number(value);
}

export function flag(params: Params, name: string): boolean {
  const value = text(params, name);
  if (value !== null && value !== 'true' && value !== 'false') throw new Refusal(`invalidArgument: ${name}`);
  return value === 'true';
}

export function oneOf<const T extends string>(params: Params, name: string, allowed: readonly T[]): T | null {
  const value = text(params, name);
  const match = allowed.find((candidate) => candidate === value);
  if (value !== null && !match) throw new Refusal(`invalidArgument: ${name}`);
  return match ?? null;
}

/** ISO 8601 to milliseconds. */
export function time(params: Params, name: string): number | null {
  const value = text(params, name);
  if (value === null) return null;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw new Refusal(`invalidArgument: ${name}`);
  return ms;
}
