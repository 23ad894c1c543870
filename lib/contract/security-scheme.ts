import type { Scope } from './route.ts';

const scopeTexts: Readonly<Record<Scope, string>> = {
  'oems/read': 'Read accounts, wallets, orders, ledgers and markets',
  'oems/trade': 'Place and cancel orders, move funds between wallets, set leverage',
  'oems/admin': 'Register and remove accounts, set keys and trading states',
};

/** Where the deployment does not know its issuer's address: reserved, so that no token is asked for at a stranger's (RFC 2606). */
const unknownTokenUrl = 'https://issuer.example/oauth2/token';

/** `tokenUrl`: where the issuer of the deployment gives tokens; null where the deployment does not know. */
export function oauth2(tokenUrl: string | null) {
  return {
    type: 'oauth2',
    description:
      `A JWT of the issuer that the deployment trusts, as \`Authorization: Bearer\`. ${tokenUrl === null ? standsFor : ''}`.trimEnd(),
    flows: { clientCredentials: { tokenUrl: tokenUrl ?? unknownTokenUrl, scopes: scopeTexts } },
  } as const;
}

const standsFor =
  '`tokenUrl` stands for the address of that issuer, which this deployment does not know. The local stack prints a token with `npm run token`.';
