'use client';

import { Notice } from '@/components/layout/notice';

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <div role="alert">
      <Notice title="This page could not be made">
        <p>
          {error.message}. If it stays like this, <code>npx buildhours doctor</code> says what is wrong.
        </p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </Notice>
    </div>
  );
}
