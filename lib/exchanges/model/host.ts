export interface Host {
  readonly origin: string;
  /** Environment variable that replaces the origin, for simulators and proxies. */
  readonly originVariable: string;
  /** Absent: each key has limits of its own alone. */
  readonly sharedLimit?: SharedLimit;
}

/** A limit on the requests of one address, whoever's key signs them. All tenants of a deployment share the limit, and a ban. */
export interface SharedLimit {
  /** The weight that the exchange takes in a window; a window begins at a multiple of its length. */
  readonly weight: number;
  readonly windowMs: number;
  /** The weight of a request whose endpoint names none. */
  readonly usualWeight: number;
  /** The header of each answer that tells the used weight of the window, in lower case; null where no header does. */
  readonly usedHeader: string | null;
}
