/* SPDX-License-Identifier: MIT */
/*
 * The newest published memory connector of PrestoDB is older than the newest server, and calls one thing there that has gone: the
 * constructor of ColumnMetadata. This class takes the place of the one that calls it.
 */
package com.facebook.presto.plugin.memory;

import com.facebook.presto.common.type.Type;
import com.facebook.presto.spi.ColumnHandle;
import com.facebook.presto.spi.ColumnMetadata;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.ArrayList;
import java.util.List;

public final class MemoryColumnHandle implements ColumnHandle {
    private final String name;
    private final Type columnType;
    private final int columnIndex;

    public MemoryColumnHandle(ColumnMetadata column, int columnIndex) {
        this(column.getName(), column.getType(), columnIndex);
    }

    @JsonCreator
    public MemoryColumnHandle(@JsonProperty("name") String name, @JsonProperty("columnType") Type columnType,
            @JsonProperty("columnIndex") int columnIndex) {
        this.name = name;
        this.columnType = columnType;
        this.columnIndex = columnIndex;
    }

    @JsonProperty
    public String getName() {
        return name;
    }

    @JsonProperty
    public Type getColumnType() {
        return columnType;
    }

    @JsonProperty
    public int getColumnIndex() {
        return columnIndex;
    }

    public static List<MemoryColumnHandle> extractColumnHandles(List<ColumnMetadata> columns) {
        List<MemoryColumnHandle> handles = new ArrayList<>();
        for (ColumnMetadata column : columns) {
            handles.add(new MemoryColumnHandle(column, handles.size()));
        }
        return handles;
    }

    public ColumnMetadata toColumnMetadata() {
        return ColumnMetadata.builder().setName(name).setType(columnType).build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemoryColumnHandle && ((MemoryColumnHandle) other).columnIndex == columnIndex
                && ((MemoryColumnHandle) other).name.equals(name) && ((MemoryColumnHandle) other).columnType.equals(columnType);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + columnIndex;
    }

    @Override
    public String toString() {
        return name + ":" + columnType;
    }
}
