import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../aws/table-item.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { NonceScale } from '../nonce/nonce-scale.ts';
import type { Account, Registration, SealedCredential } from './account.ts';
import { isOf, updateAccount } from './account-store.ts';
import { accountIndexKey } from './partitions.ts';

/** A new credential and the start of its nonces. */
export interface CredentialChange {
  readonly credential: SealedCredential;
  /** Null for keys without a nonce counter. */
  readonly nonce: { readonly seed: string; readonly scale: NonceScale } | null;
}

/**
 * Sets and clears credentials in one write, so that the next call sees the whole change or nothing of it. The write also puts the account
 * back into the index of accounts to pull. Checking keys takes seconds, so the condition guards against a newer account of the same id.
 */
export async function changeCredentials(
  account: Registration & Pick<Account, 'exchange'>,
  changes: Readonly<Record<KeySlot, CredentialChange | 'clear'>>,
): Promise<Account> {
  const { accountShard, accountKey: indexKey } = accountIndexKey(account, account.exchange);
  const { condition, values: registration } = isOf(account);
  const parts = Object.entries(changes).map(([slot, change], index) => changeOf(slot, change, index));
  const sets = ['accountShard = :shard', 'accountKey = :indexKey', ...parts.flatMap(({ set }) => set)];
  const removes = parts.flatMap(({ remove }) => remove);
  return updateAccount(
    account,
    `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    Object.assign({}, ...parts.map(({ names }) => names)),
    Object.assign(
      { ':shard': { S: accountShard }, ':indexKey': { S: indexKey }, ...registration },
      ...parts.map(({ values }) => values),
    ),
    `attribute_exists(pk) AND ${condition}`,
  );
}

/** The part of the update expression that changes one key slot. */
interface SlotChange {
  readonly set: readonly string[];
  readonly remove: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** Slots are numbered in the expression: a slot's name may hold characters that DynamoDB's placeholders do not allow. */
function changeOf(slot: KeySlot, change: CredentialChange | 'clear', index: number): SlotChange {
  const place = `#slot${index}`;
  const nonce = change === 'clear' ? null : change.nonce;
  const credential = change === 'clear' ? null : change.credential;
  return {
    names: { [place]: slot },
    set: [
      ...(credential === null ? [] : [`credentials.${place} = :credential${index}`]),
      ...(nonce === null ? [] : [`nonces.${place} = :seed${index}`, `nonceScales.${place} = :scale${index}`]),
    ],
    remove: [
      ...(credential === null ? [`credentials.${place}`] : []),
      ...(nonce === null ? [`nonces.${place}`, `nonceScales.${place}`] : []),
    ],
    values: {
      ...(credential === null ? {} : { [`:credential${index}`]: { M: marshall(credential) } }),
      ...(nonce === null ? {} : { [`:seed${index}`]: { N: nonce.seed }, [`:scale${index}`]: { S: nonce.scale } }),
    },
  };
}

/** Removes every credential, halts trading and ends the pulls, in one write. */
export function destroyKeys(account: Registration): Promise<Account> {
  const { condition, values } = isOf(account);
  return updateAccount(
    account,
    'SET tradingState = :halted, credentials = :none, nonces = :none, nonceScales = :none REMOVE accountShard, accountKey',
    {},
    { ':halted': { S: 'HALTED' }, ':none': { M: {} }, ...values },
    `attribute_exists(pk) AND ${condition}`,
  );
}
