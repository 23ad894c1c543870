import type { AccountRef } from '../../accounts/account.ts';
import { transferPartition } from '../../accounts/partitions.ts';
import { queryPages } from '../../aws/query-pages.ts';
import type { ErrorDetail } from '../../errors.ts';
import { entryFrom } from '../../journal/journal.ts';
import type { TransferRecord } from '../transfer.ts';

/** The longest search of a journal, in ms: the call has more to do. */
const longestMs = 5000;
const unread = {
  message: 'the transfers could not be read to their end, so transfers without a verdict are not known',
};

/** The transfers of the account without a verdict, in words: only the keys of the account can settle them. */
export async function undecidedTransfers(ref: AccountRef): Promise<ErrorDetail[]> {
  const until = Date.now() + longestMs;
  const found: ErrorDetail[] = [];
  try {
    for await (const page of undecidedPages(ref)) {
      found.push(...page.map((item) => named(entryFrom<TransferRecord>(item))));
      if (Date.now() > until) return [...found, unread];
    }
    return found;
  } catch {
    return [...found, unread];
  }
}

function named({ transferId, request: { amount, asset, from, to } }: TransferRecord): ErrorDetail {
  return { message: `transfer ${transferId} of ${amount} ${asset} from ${from} to ${to} has no verdict yet` };
}

/** An acknowledged transfer that waits for its booking has a verdict. */
function undecidedPages(ref: AccountRef) {
  return queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :transfers)',
    FilterExpression: 'attribute_exists(pendingShard) AND NOT begins_with(pendingShard, :bookings)',
    ExpressionAttributeValues: {
      ':pk': { S: transferPartition(ref) },
      ':transfers': { S: 'TRANSFER#' },
      ':bookings': { S: 'BOOKINGS#' },
    },
    ConsistentRead: true,
  });
}
