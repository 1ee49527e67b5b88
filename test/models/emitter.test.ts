import { expect, test } from 'vitest';
import { createEmitter } from '../../src/models/emitter.ts';

test('a listener that throws keeps no other from hearing', () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const { on, emit } = createEmitter<[string]>((error) => errors.push(error));
  on(() => {
    throw new Error('not now');
  });
  on((event) => heard.push(event));
  emit('one');
  expect(heard).toEqual(['one']);
  expect(errors).toEqual([new Error('not now')]);
});

test('one that is taken away in the middle of an event hears nothing of it, and one that is added only the next', () => {
  const heard: string[] = [];
  const { on, emit } = createEmitter<[string]>(() => undefined);
  let isFirst = true;
  on((event) => {
    heard.push(`a ${event}`);
    if (!isFirst) return;
    isFirst = false;
    leave();
    on((later) => heard.push(`c ${later}`));
  });
  const leave = on((event) => heard.push(`b ${event}`));
  emit('one');
  emit('two');
  expect(heard).toEqual(['a one', 'a two', 'c two']);
});

test('who listens twice with one function, and leaves once, goes on hearing', () => {
  const heard: string[] = [];
  const { on, emit } = createEmitter<[string]>(() => undefined);
  const hear = (event: string): void => {
    heard.push(event);
  };
  const leave = on(hear);
  on(hear);
  emit('one');
  leave();
  leave();
  emit('two');
  expect(heard).toEqual(['one', 'one', 'two']);
});
