/** The exchange says no. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, text = code) {
    super(text);
    this.code = code;
  }
}

export function refuse(code: string, text?: string): never {
  throw new Refused(code, text);
}
