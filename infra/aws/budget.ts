import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { DeployOptions } from './stage.ts';

/**
 * A mail when the month costs more than expected: a program in a loop shows here, and nowhere else. The budget counts resources with the tags of
 * the stack, so `application` and `stage` must be active as cost allocation tags of the account.
 */
export function createBudget(scope: Construct, { monthlyBudgetUsd, alarmEmail, stage }: DeployOptions): void {
  // The rules of a stage ask for both.
  if (monthlyBudgetUsd === null || alarmEmail === null) return;
  const subscribers = [{ subscriptionType: 'EMAIL', address: alarmEmail }];
  const above = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers,
  });
  new CfnBudget(scope, 'budget', {
    budget: {
      budgetName: `oems-${stage}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:stage$${stage}`] },
    },
    notificationsWithSubscribers: [above('ACTUAL', 80), above('FORECASTED', 100)],
  });
}
