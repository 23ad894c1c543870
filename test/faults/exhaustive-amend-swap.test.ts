import './harness-mocks.ts';
import { describeChanges } from './exhaustive-changes.ts';

describeChanges('amend', 'swap');
