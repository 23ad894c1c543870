/** The part of a credential that CCXT's `sign` reads under the same name. */
export type CredentialPart = 'apiKey' | 'secret' | 'password' | 'walletAddress' | 'privateKey';

/** An exchange key in the clear, by the names that signing reads: lives in memory only, for one call. */
export type Credential = Readonly<Partial<Record<CredentialPart, string>>>;
