import { edit, type Mutation } from './mutation.ts';

const registration = 'test/conformance/made-up/registration.test.ts';
const twoWallets = 'test/conformance/made-up/two-wallets/transfers.test.ts';
const marketWire = 'test/lib/exchanges/wire/market-wire.test.ts';
const margin = 'test/lib/margin/margin.test.ts';

/** Bugs of code that does not obey a column of the definition. */
export const columnMutations: readonly Mutation[] = [
  {
    bug: 'a transfer signs with the key of its market',
    edits: [
      edit(
        'lib/transfers/transfer-routes.ts',
        'routeIn(definition, ends)?.key ?? definition.markets[marketTypeOfAccount(ends.from)].key',
        'definition.markets[marketTypeOfAccount(ends.from)].key',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'a transfer is journaled under the key of its market',
    edits: [
      edit(
        'lib/session/open-session.ts',
        'keyVersion: account.credentials[slot]?.version',
        'keyVersion: account.credentials[market.key]?.version',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'a transfer leaves without its client id',
    edits: [
      edit(
        'lib/transfers/transfer-routes.ts',
        "identity === 'client-id' ? { clientId: transferId } : {}",
        "identity === 'none' ? { clientId: transferId } : {}",
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'a transfer with a client id is absent while a copy may still arrive',
    edits: [
      edit(
        'lib/transfers/reconcile/reconcile-transfer.ts',
        'if (refusedFrom !== null) return startedAt >= refusedFrom;',
        'if (refusedFrom !== null) return true;',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'another key proves that a transfer with a client id is absent',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        ' || !isSameKey(session, record)) return null;',
        ') return null;',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'an older transfer under the id is taken for this transfer',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        'underOwnId(ledgerTransfers.filter(({ time }) => time >= since))',
        'underOwnId(ledgerTransfers)',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'a transfer that is under way is done',
    edits: [
      edit('lib/transfers/reconcile/find-transfer.ts', "  if (found.isUnderWay) return { kind: 'unclear' };\n", ''),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'the refusal of the second copy is believed while the first is under way',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "return observation?.kind === 'absent' ?",
        "return observation?.kind === 'absent' || observation?.kind === 'unclear' ?",
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'a failed look confirms the refusal of a transfer with a client id',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "return observation?.kind === 'absent' ?",
        "return observation === undefined || observation.kind === 'absent' ?",
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'nobody looks for a transfer without a key after a rate limit',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        'return isNamed || !admitsLook(outcome.error) ? outcome :',
        'return isNamed || !isNamed ? outcome :',
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'the refusal of the second copy of a transfer with a client id is believed',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "route.identity === 'nonce-barrier' || error",
        "route.identity !== 'none' || error",
      ),
    ],
    tests: [twoWallets],
  },
  {
    bug: 'an account that signs with timestamps is written to on the chance of a nonce counter',
    edits: [
      edit(
        'lib/session/nonce-source.ts',
        '  const [slot = null] = slots;\n',
        '  slots.delete(null);\n  const [slot = null] = slots;\n',
      ),
    ],
    tests: [registration, 'test/lib/session/read-with-nonces.test.ts'],
  },
  {
    bug: 'an account in hedge mode is registered',
    edits: [edit('lib/session/key-rules.ts', "report.positionMode === 'hedge'", 'report === null')],
    tests: [registration],
  },
  {
    bug: 'an order that the cancellation does not know is gone, whatever the refusal is about',
    edits: [
      edit(
        'lib/exchanges/wire/market-wire.ts',
        "if (isRefusedAs('gone', rulesOf(endpoint), error)) return 'gone';",
        "if (readError(rulesOf(endpoint), title, error).code === 'NOT_FOUND') return 'gone';",
      ),
    ],
    tests: [marketWire],
  },
  {
    bug: 'a code has the meaning of another host',
    edits: [edit('lib/exchanges/wire/refusals.ts', 'host === undefined || host === answering', "answering !== ''")],
    tests: [marketWire],
  },
  {
    bug: 'a request to another host of the exchange leaves for the host of the market',
    edits: [edit('lib/session/connection-to.ts', 'originAt(name.exchange, host)', 'originOf(name)')],
    tests: ['test/lib/session/connection-to.test.ts'],
  },
  {
    bug: 'a stop order leaves with the least time of orders of the book',
    edits: [
      edit(
        'lib/orders/send-guard.ts',
        'isTooLate(record, traitsOf(market, record.store))',
        'isTooLate(record, market.regular)',
      ),
    ],
    tests: ['test/conformance/made-up/orders.test.ts'],
  },
  {
    bug: 'a call about one symbol changes the margin mode of the account',
    edits: [
      edit('lib/margin/margin.ts', "if (market.margin === 'symbol') return", "if (market.margin !== 'order') return"),
    ],
    tests: [margin],
  },
  {
    bug: 'a leverage is told to isolate a symbol whose mode stays',
    edits: [
      edit(
        'lib/margin/margin.ts',
        "if (session.market.margin === 'leverage')",
        "if (session.market.margin !== 'order')",
      ),
    ],
    tests: [margin],
  },
];
