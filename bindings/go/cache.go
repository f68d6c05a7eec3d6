// SPDX-License-Identifier: MIT

package text2sql

// #include <text2sql.h>
import "C"

import "runtime"

// Cache keeps validated answers. Several contexts may share it.
type Cache struct {
	handle *C.t2s_cache
}

// NewMemoryCache makes a cache in this process's memory. Options: max_bytes, ttl_ms.
func NewMemoryCache(options Options) (*Cache, error) {
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	c := &Cache{}
	var e *C.t2s_error
	if code := C.t2s_memory_cache_new(given, &c.handle, &e); code != 0 {
		return nil, takeError(code, e)
	}
	runtime.SetFinalizer(c, func(c *Cache) { C.t2s_cache_unref(c.handle) })
	return c, nil
}

// SetCache keeps answers, and gives them again to the same question of the same caller; nil: none is kept.
func (c *Context) SetCache(cache *Cache) error {
	defer runtime.KeepAlive(cache)
	if cache == nil {
		return codeError(C.t2s_context_set_cache(c.handle, nil))
	}
	return codeError(C.t2s_context_set_cache(c.handle, cache.handle))
}
