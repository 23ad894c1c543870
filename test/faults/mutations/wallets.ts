import { edit, type Mutation } from './mutation.ts';

const accounts = 'lib/exchanges/kraken/futures/accounts.ts';
const records = 'lib/exchanges/kraken/futures/transfer-records.ts';
const balances = ['test/lib/exchanges/kraken/futures/wallets.test.ts'];
const transfers = ['test/lib/exchanges/kraken/futures/transfers.test.ts'];
const margin = ['test/lib/margin/read-margin.test.ts'];

/** Bugs of money at a glance, and of transfers between the wallets of one market. */
export const walletMutations: readonly Mutation[] = [
  {
    bug: 'money that margin and losses hold is free',
    edits: [edit(accounts, 'Decimal.min(told, usable)', 'Decimal.min(told, usable.lt(0) ? usable : total)')],
    tests: balances,
    only: 'orders and losses need is not free',
  },
  {
    bug: 'an unrealized profit frees money',
    edits: [edit(accounts, 'minus(Decimal.max(unrealized ?? 0, 0))', 'minus(Decimal.min(unrealized ?? 0, 0).mul(0))')],
    tests: balances,
    only: 'orders and losses need is not free',
  },
  {
    bug: 'a wallet of contracts that does not tell its margin is free',
    edits: [edit(accounts, ' : null) ?? new Decimal(0);', ' : null) ?? new Decimal(balance);')],
    tests: balances,
    only: 'shows its money elsewhere',
  },
  {
    bug: 'a coin in a futures wallet of an unreadable name is free whatever the contracts hold',
    edits: [edit(accounts, 'return !isHeld || named === asset;', 'return named === null || named === asset;')],
    tests: balances,
    only: 'any coin may be the margin',
  },
  {
    bug: 'a booking of another futures wallet is taken for the transfer',
    edits: [edit(records, 'booked === null || booked === walletName(wallet)', 'true')],
    tests: transfers,
    only: 'booking out of another wallet',
  },
  {
    bug: 'another name of a wallet in the account log proves that nothing was moved',
    edits: [
      edit(
        records,
        'const [booked, named] = [loggedWallet(row), optionalText(row.asset)];',
        "const named = optionalText(row.asset);\n  const booked = loggedWallet(row) === '' ? null : (optionalText(row.margin_account)?.toLowerCase() ?? null);",
      ),
    ],
    tests: transfers,
    only: 'account log names',
  },
  {
    bug: 'another name of bitcoin in the account log proves that nothing was moved',
    edits: [
      edit(
        records,
        'named === null ? null : assetOf(named) === asset',
        'named === null || assetOf(named) === null ? null : named.toLowerCase() === currencyOf(asset)',
      ),
    ],
    tests: transfers,
    only: 'account log names',
  },
  {
    bug: 'entries of the account log are of a wallet that no balance names',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/ledger-entry.ts',
        "wallet: loggedWallet(row) ?? requiredText(title, row, 'margin_account'),",
        "wallet: loggedWallet(row) === '' ? '' : requiredText(title, row, 'margin_account'),",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/logged-wallet.test.ts'],
  },
  {
    bug: 'contracts of a row without the name of the contract are money, and an insurance',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/ledger-entry.ts',
        "return asset === contract || asset.includes('_');",
        'return asset === contract;',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/logged-wallet.test.ts'],
    only: 'counts contracts',
  },
  {
    bug: 'the wallet of vanilla contracts in the account log is taken for one of inverse contracts',
    edits: [edit('lib/exchanges/kraken/futures/logged-wallet.ts', "xbt: 'fv'", "xbt: 'fi'")],
    tests: ['test/lib/exchanges/kraken/futures/logged-wallet.test.ts'],
    only: 'f-xrp:xbt',
  },
  {
    bug: 'one departure proves two moves',
    edits: [edit(records, 'at !== -1 && free.splice(at, 1).length === 1', 'at !== -1 && free.slice(at).length > 0')],
    tests: transfers,
    only: 'found by their arrival',
  },
  {
    bug: 'a move without an arrival in the wanted wallet is found',
    edits: [
      edit(
        records,
        "changesIn(rows, request, request.to, 'arrives')",
        "changesIn(rows, request, request.from, 'leaves')",
      ),
    ],
    tests: transfers,
    only: 'found by their arrival',
  },
  {
    bug: 'a success without a name is a transfer that is done',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/transfers.ts',
        "kind: 'unknown' as const, error: unnamed() }",
        "kind: 'accepted' as const, exchangeTransferId: unnamed().message, isBooked: true }",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/transfers.test.ts'],
    only: 'without a name leaves the outcome',
  },
  {
    bug: 'a lost move between wallets is looked for among the withdrawals',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/transfers.ts',
        'isWithdrawal(request) ? readWithdrawals(log, request, since) : readMoves(log, request, since)',
        'isWithdrawal(request) ? readMoves(log, request, since) : readWithdrawals(log, request, since)',
      ),
    ],
    tests: transfers,
    only: 'found by their arrival',
  },
  {
    bug: 'a wallet that could not be read is missing in silence',
    edits: [
      edit(
        'lib/margin/read-margin.ts',
        'notRead: notRead.filter((each) =>',
        'notRead: notRead.slice(notRead.length).filter((each) =>',
      ),
    ],
    tests: margin,
    only: 'is told with the reason',
  },
  {
    bug: 'an account of which nothing could be read has no wallets',
    edits: [
      edit(
        'lib/margin/read-margin.ts',
        'if (read.length === 0 && reason !== undefined)',
        'if (read.length < 0 && reason !== undefined)',
      ),
    ],
    tests: margin,
    only: 'nothing could be read',
  },
];
