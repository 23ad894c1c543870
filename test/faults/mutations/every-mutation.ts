import { alarmMutations } from './alarms.ts';
import { answerMutations } from './answers.ts';
import { auditMutations } from './audit.ts';
import { batchMutations } from './batches.ts';
import { binanceMutations } from './binance.ts';
import { binanceAccountMutations } from './binance-account.ts';
import { binanceAmendmentMutations } from './binance-amendments.ts';
import { binanceCancellationMutations } from './binance-cancellations.ts';
import { binanceLookMutations } from './binance-looks.ts';
import { binanceMoneyMutations } from './binance-money.ts';
import { binanceOrderMutations } from './binance-orders.ts';
import { bybitMutations } from './bybit.ts';
import { bybitAccountMutations } from './bybit-account.ts';
import { bybitCancellationMutations } from './bybit-cancellations.ts';
import { bybitHistoryMutations } from './bybit-history.ts';
import { bybitLookMutations } from './bybit-looks.ts';
import { bybitOrderMutations } from './bybit-orders.ts';
import { changeMutations } from './changes.ts';
import { claimMutations } from './claims.ts';
import { clockMutations } from './clocks.ts';
import { closedPositionMutations } from './closed-positions.ts';
import { closingMutations } from './closing.ts';
import { columnMutations } from './columns.ts';
import { deniedOrderMutations } from './denied-orders.ts';
import { deploymentMutations } from './deployment.ts';
import { eventMutations } from './events.ts';
import { everyWalletMutations } from './every-wallet.ts';
import { exchangeMutations } from './exchanges.ts';
import { fillsMutations } from './fills.ts';
import { followingMutations } from './following.ts';
import { haltMutations } from './halt.ts';
import { historyMutations } from './history.ts';
import { joiningMutations } from './joining.ts';
import { journalMutations } from './journal.ts';
import { keepingMutations } from './keeping.ts';
import { keyMutations } from './keys.ts';
import { krakenAnswerMutations } from './kraken-answers.ts';
import { krakenRefusalMutations } from './kraken-refusals.ts';
import { listedMarketMutations } from './listed-markets.ts';
import { meanwhileMutations } from './meanwhile.ts';
import type { Mutation } from './mutation.ts';
import { orderViewMutations } from './order-views.ts';
import { otherExchangeMutations } from './other-exchanges.ts';
import { pageMutations } from './pages.ts';
import { personVerdictMutations } from './person-verdicts.ts';
import { portfolioMutations } from './portfolio.ts';
import { priceMutations } from './prices.ts';
import { pullMutations } from './pulls.ts';
import { refusalMutations } from './refusals.ts';
import { removalMutations } from './removal.ts';
import { restoredMutations } from './restored.ts';
import { sharedLimitMutations } from './shared-limits.ts';
import { signingMutations } from './signing.ts';
import { spotAnswerMutations } from './spot-answers.ts';
import { stoppedMarginMutations } from './stopped-margin.ts';
import { sumMutations } from './sums.ts';
import { tenantMutations } from './tenants.ts';
import { tradingKeyMutations } from './trading-keys.ts';
import { trueLedgerMutations } from './true-ledgers.ts';
import { undecidedMutations } from './undecided.ts';
import { unreadRowMutations } from './unread-rows.ts';
import { unreadableMutations } from './unreadable.ts';
import { untradedOrderMutations } from './untraded-orders.ts';
import { verdictMutations } from './verdicts.ts';
import { walletMutations } from './wallets.ts';

export const everyMutation: readonly Mutation[] = [
  ...exchangeMutations,
  ...auditMutations,
  ...removalMutations,
  ...joiningMutations,
  ...closedPositionMutations,
  ...columnMutations,
  ...journalMutations,
  ...followingMutations,
  ...eventMutations,
  ...fillsMutations,
  ...historyMutations,
  ...refusalMutations,
  ...claimMutations,
  ...meanwhileMutations,
  ...haltMutations,
  ...otherExchangeMutations,
  ...clockMutations,
  ...closingMutations,
  ...walletMutations,
  ...changeMutations,
  ...pullMutations,
  ...stoppedMarginMutations,
  ...sumMutations,
  ...sharedLimitMutations,
  ...signingMutations,
  ...verdictMutations,
  ...spotAnswerMutations,
  ...keyMutations,
  ...tradingKeyMutations,
  ...keepingMutations,
  ...krakenAnswerMutations,
  ...pageMutations,
  ...batchMutations,
  ...portfolioMutations,
  ...priceMutations,
  ...unreadableMutations,
  ...unreadRowMutations,
  ...alarmMutations,
  ...krakenRefusalMutations,
  ...orderViewMutations,
  ...everyWalletMutations,
  ...answerMutations,
  ...deploymentMutations,
  ...undecidedMutations,
  ...personVerdictMutations,
  ...bybitMutations,
  ...binanceMutations,
  ...bybitOrderMutations,
  ...bybitLookMutations,
  ...bybitCancellationMutations,
  ...untradedOrderMutations,
  ...bybitAccountMutations,
  ...bybitHistoryMutations,
  ...deniedOrderMutations,
  ...listedMarketMutations,
  ...binanceOrderMutations,
  ...binanceLookMutations,
  ...binanceAmendmentMutations,
  ...binanceCancellationMutations,
  ...binanceAccountMutations,
  ...binanceMoneyMutations,
  ...restoredMutations,
  ...tenantMutations,
  ...trueLedgerMutations,
];

/** The sources, by file, with the bug in them, from the sources as `read` gives them. */
export function withBug({ bug, edits }: Mutation, read: (file: string) => string): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const source = changed.get(file) ?? read(file);
    if (source.split(find).length !== 2) throw new Error(`"${bug}": ${file} does not hold exactly once: ${find}`);
    changed.set(
      file,
      source.replace(find, () => replace),
    );
  }
  return changed;
}
