/** A request that Bybit answers with a retCode of its own; numbers and texts: bybit-exchange.github.io/docs/v5/error. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function refuse(code: number, message: string): never {
  throw new Refusal(code, message);
}

export function badParameter(what: string): never {
  throw new Refusal(10001, `params error: ${what}`);
}
