/** What Kraken says no with: one of its error strings, e.g. `EOrder:Insufficient funds`. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Ends the request with this error string and no effect. Call it before anything has been changed. */
export function refuse(code: string): never {
  throw new Refusal(code);
}

export function refuseArgument(field: string): never {
  return refuse(`EGeneral:Invalid arguments:${field}`);
}
