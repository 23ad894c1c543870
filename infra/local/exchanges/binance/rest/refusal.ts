/** A request that Binance refuses: `{"code":-1121,"msg":"Invalid symbol."}` with a status of 4xx. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: number;
  /** Seconds until the address may call again; null without a limit. */
  readonly retryAfter: number | null;

  constructor(code: number, msg: string, status = 400, retryAfter: number | null = null) {
    super(msg);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function refuse(code: number, msg: string, status = 400): never {
  throw new Refusal(code, msg, status);
}
