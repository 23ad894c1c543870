import { createRequire } from 'node:module';

/**
 * dynalite 4.0.0 lacks `ReturnValuesOnConditionCheckFailure: ALL_OLD`: the parameter is dropped, and a failed
 * condition is answered without the item. The order path needs exactly the item that failed the condition, so a
 * later read is no replacement. This module adds the parameter to the tables of dynalite, and the item to the error of
 * the condition check, which runs under the lock of the item.
 */

const require = createRequire(import.meta.url);

interface ConditionError {
  readonly body: { Item?: unknown };
}

type CheckConditional = (data: Record<string, unknown>, item: unknown) => ConditionError | null | undefined;

interface ParameterTable {
  readonly types: Record<string, unknown>;
}

const PARAMETER = 'ReturnValuesOnConditionCheckFailure';
const WRITES = ['putItem', 'updateItem', 'deleteItem'];

/**
 * Idempotent; changes every dynalite of this process. Throws when the internals of dynalite are not the internals of
 * 4.0.
 */
export function teachDynaliteConditionItem(): void {
  const db = require('dynalite/db') as { checkConditional: CheckConditional };
  const original = db.checkConditional;
  if (typeof original !== 'function') throw new Error('dynalite has no db.checkConditional: expected dynalite 4.0');
  for (const write of WRITES) {
    const table = require(`dynalite/validations/${write}`) as ParameterTable;
    if (table.types[PARAMETER] !== undefined) return;
    table.types[PARAMETER] = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  }
  db.checkConditional = (data, item) => {
    const failure = original(data, item);
    // DynamoDB leaves the field out for a missing item.
    if (failure && data[PARAMETER] === 'ALL_OLD' && item !== undefined) failure.body.Item = item;
    return failure;
  };
}
