/** The part of a credential that CCXT's `sign` reads under the same name. */
export type CredentialPart = 'apiKey' | 'secret' | 'password' | 'walletAddress' | 'privateKey';

/** An exchange key in the clear, by the names that signing reads: lives in memory only, for one call. */
export type Credential = Readonly<Partial<Record<CredentialPart, string>>>;

/** One field of a credential in the `params` of a registration. */
export interface CredentialField {
  readonly name: string;
  readonly as: CredentialPart;
  readonly pattern: RegExp;
  /** The client's error message where the value does not fit the pattern. */
  readonly rule: string;
  /** The field may be shown in part: its last four characters are the key hint. */
  readonly isPublic?: true;
}
