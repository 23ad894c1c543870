/** Kraken's refusal, as an error string, e.g. `EOrder:Insufficient funds`. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Ends the request with an error string and without effect. Callers have changed nothing yet. */
export function refuse(code: string): never {
  throw new Refusal(code);
}

export function refuseArgument(field: string): never {
  return refuse(`EGeneral:Invalid arguments:${field}`);
}
