import type { CredentialPart } from '../definition.ts';

/** An exchange key in the clear, by the names that signing reads: lives in memory only, for one call. */
export type Credential = Readonly<Partial<Record<CredentialPart, string>>>;
