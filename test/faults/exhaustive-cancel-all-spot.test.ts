import './harness-mocks.ts';
import { describeChanges } from './exhaustive-changes.ts';

describeChanges('cancel-all', 'spot');
