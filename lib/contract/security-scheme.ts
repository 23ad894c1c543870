import type { Scope } from './route.ts';

const scopeTexts: Readonly<Record<Scope, string>> = {
  'oems/read': 'Read accounts, wallets, orders, ledgers and markets',
  'oems/trade': 'Place and cancel orders, move funds between wallets, set leverage',
  'oems/admin': 'Register and remove accounts, set keys and trading states',
};

/** A deployment's own issuer is told by its output TokenUrl. The document is the same in every deployment, so the address is a reserved one (RFC 2606). */
export const oauth2 = {
  type: 'oauth2',
  description:
    'A JWT of the issuer that the deployment trusts, as `Authorization: Bearer`. `tokenUrl` stands for the address of that issuer: the output TokenUrl of the stack, or your own issuer. The local stack prints a token with `npm run token`.',
  flows: { clientCredentials: { tokenUrl: 'https://issuer.example/oauth2/token', scopes: scopeTexts } },
} as const;
