/** The groups of operations, with descriptions. */
export const tags = {
  Accounts: 'Exchange accounts and their keys',
  Trading: 'Wallets, margin and orders',
  Markets: 'What is traded, and at which prices',
  Service: 'About this service',
} as const;
export type Tag = keyof typeof tags;
