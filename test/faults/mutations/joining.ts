import { edit, type Mutation } from './mutation.ts';

const restricted = 'test/lib/exchanges/rules/restricted-orders.test.ts';

/** Bugs that show only at an exchange with timestamps, contracts, ids of another spelling, or stop orders in a store of their own. */
export const joiningMutations: readonly Mutation[] = [
  {
    bug: 'a key with timestamps signs without a timestamp',
    edits: [edit('lib/session/open-session.ts', 'counted : uncountedNonces(key)', 'counted : null')],
    tests: ['test/conformance/made-up/trading.test.ts'],
  },
  {
    bug: 'the check of a key with timestamps signs without a timestamp',
    edits: [edit('lib/registration/check-key.ts', 'uncountedNonces(keyOf(market))', 'null')],
    tests: ['test/conformance/made-up/registration.test.ts'],
  },
  {
    bug: 'timestamps come from the local clock',
    edits: [
      edit(
        'lib/session/nonce-source.ts',
        'next: async () => String(sharedNow())',
        'next: async () => String(Date.now())',
      ),
    ],
    tests: ['test/lib/session/uncounted-nonces.test.ts'],
  },
  {
    bug: 'an amendment of a stop order is judged by the traits of regular orders',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'traitsOf(market, ref.store).amend === null',
        'market.regular.amend === null',
      ),
    ],
    tests: [restricted],
  },
  {
    bug: 'the answer to an amendment counts contracts',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'reported(await orders.amend(prepared, encoded(ref)))',
        'orders.amend(prepared, encoded(ref))',
      ),
    ],
    tests: [restricted],
  },
  {
    bug: 'several orders are canceled by our spelling of their ids',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'orders.cancelSome(refs.map(encoded))',
        'orders.cancelSome(refs)',
      ),
    ],
    tests: [restricted],
  },
];
