import './enter.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { presentAccount } from '../../../lib/http/present/accounts.ts';
import { registerAccount, rotateCredentials } from '../../../lib/registration/register.ts';
import { openSession } from '../../../lib/session/open-session.ts';
import { freshRef, policy, registered, useMadeUp } from './fixture-accounts.ts';
import { madeUpId } from './id.ts';
import { key } from './simulator/simulator.ts';

const exchange = useMadeUp();

describe('an exchange that joins', () => {
  it.each(['definitions', 'modules'])(
    'is one line of lib/exchanges/%s.ts, and nothing else outside its folder',
    (name) => {
      const text = readFileSync(join(import.meta.dirname, `../../../lib/exchanges/${name}.ts`), 'utf8');
      const lines = text.split('\n').filter((line) => line !== '' && !/^\/?\s?\*/.test(line));
      const others = exchangeIds.filter((id) => id !== madeUpId);
      expect(lines).toEqual(
        others.map((id) => expect.stringMatching(new RegExp(`^export \\{ ${id} \\} from '\\./${id}/`))),
      );
      expect(exchangeIds).toContain(madeUpId);
    },
  );
});

describe('a key for both markets with a password', () => {
  it('is checked once, sealed once, and shown for both markets', async () => {
    exchange.kmsFaults().resetCounts();
    const ref = await registered();
    const account = await readAccount(ref);
    expect(Object.keys(account.credentials)).toEqual(['main']);
    expect(exchange.kmsFaults().counts()).toMatchObject({ Encrypt: 1 });
    expect(exchange.protocol.log.map(({ path }) => path)).toEqual(['/v1/key']);
    const { spot, swap } = presentAccount(account).credentials;
    expect(spot).toMatchObject({ configured: true, key_hint: '89ab', verification: 'verified', nonce_scale: null });
    expect(swap).toEqual(spot);
    expect(JSON.stringify(presentAccount(account))).not.toContain(key.password);
  });

  it.each([
    [
      'without its password',
      { apiKey: key.apiKey, secret: key.secret },
      'INVALID_REQUEST',
      /params\.password: is missing/,
    ],
    ['with a password of another form', { ...key, password: 'short' }, 'INVALID_REQUEST', /params\.password: is not/],
    ['with a field of another exchange', { ...key, futuresApiKey: 'x' }, 'INVALID_REQUEST', /apiKey, secret, password/],
    ['with a wrong password', { ...key, password: 'wrong-password' }, 'KEY_REFUSED', /password/],
  ])('%s is refused, and nothing is stored', async (_title, params, code, message) => {
    const ref = freshRef();
    const refused = { code, message: expect.stringMatching(message) };
    await expect(registerAccount(ref, madeUpId, params, policy)).rejects.toMatchObject(refused);
    await expect(readAccount(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an account with two positions for each symbol is refused, and nothing is stored', async () => {
    exchange.protocol.exchange().wire.positionMode = 'two-sided';
    const ref = freshRef();
    const refused = {
      code: 'NOT_SUPPORTED',
      message: expect.stringMatching(/Made-Up account is in hedge mode.*one-way/),
    };
    await expect(registerAccount(ref, madeUpId, { ...key }, policy)).rejects.toMatchObject(refused);
    await expect(readAccount(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an account with two positions for each symbol cannot replace the key of a registered account', async () => {
    const ref = await registered();
    const { version } = (await readAccount(ref)).credentials.main ?? {};
    exchange.protocol.exchange().wire.positionMode = 'two-sided';
    await expect(rotateCredentials(ref, { ...key }, policy)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect((await readAccount(ref)).credentials.main?.version).toBe(version);
  });

  it('signs with timestamps: no session writes a counter, not even the first, and a warm session reads the account once', async () => {
    const ref = await registered();
    exchange.tableFaults().resetCounts();
    const session = await openSession(ref, 'spot');
    expect(exchange.tableFaults().counts().UpdateItem).toBeUndefined();
    await session.wallets.balances();
    exchange.tableFaults().resetCounts();
    const { wallets, lastNonce } = await openSession(ref, 'swap');
    await wallets.balances();
    expect(exchange.tableFaults().counts()).toEqual({ GetItem: 1 });
    expect(lastNonce()).toBeNull();
  });
});
