-- The sample shop: outdoor gear, sold on line, sent from three warehouses. PostgreSQL 13 or later.
-- schema.sql makes the tables, data.sql fills them; both are plain SQL, and the same every time.

SET client_encoding = 'UTF8';

CREATE SCHEMA shop;
CREATE SCHEMA warehouse;
COMMENT ON SCHEMA shop IS 'What customers see and do: products, orders, payments, reviews';
COMMENT ON SCHEMA warehouse IS 'Where goods come from and go through: sites, stock, suppliers, shipments';

CREATE TYPE shop.order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');
CREATE TYPE shop.payment_method AS ENUM ('card', 'bank_transfer', 'wallet', 'gift_card');
CREATE TYPE shop.loyalty_tier AS ENUM ('none', 'silver', 'gold');
CREATE DOMAIN shop.email AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+$');
CREATE DOMAIN shop.euros AS numeric(10,2) CHECK (VALUE >= 0);

CREATE TABLE shop.countries (
    code char(2) PRIMARY KEY,
    name text NOT NULL UNIQUE,
    in_eu boolean NOT NULL
);
COMMENT ON TABLE shop.countries IS 'Countries that the shop delivers to';
COMMENT ON COLUMN shop.countries.code IS 'ISO 3166-1 alpha-2';
COMMENT ON COLUMN shop.countries.in_eu IS 'Member of the European Union: no customs forms needed';

CREATE TABLE shop.customers (
    id integer PRIMARY KEY,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email shop.email NOT NULL UNIQUE,
    tier shop.loyalty_tier NOT NULL DEFAULT 'none',
    joined_on date NOT NULL,
    newsletter boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE shop.customers IS 'People with an account';
COMMENT ON COLUMN shop.customers.tier IS 'Level in the loyalty programme';
COMMENT ON COLUMN shop.customers.newsletter IS 'Agreed to receive the newsletter';

CREATE TABLE shop.addresses (
    id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES shop.customers,
    street text NOT NULL,
    city text NOT NULL,
    postcode text NOT NULL,
    country_code char(2) NOT NULL REFERENCES shop.countries,
    is_default boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE shop.addresses IS 'Delivery addresses; a customer may have several';
CREATE INDEX ON shop.addresses (customer_id);

CREATE TABLE shop.categories (
    id integer PRIMARY KEY,
    parent_id integer REFERENCES shop.categories,
    name text NOT NULL UNIQUE
);
COMMENT ON TABLE shop.categories IS 'Product categories, a tree of two levels';
COMMENT ON COLUMN shop.categories.parent_id IS 'NULL for the top level';

CREATE TABLE shop.products (
    id integer PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    name text NOT NULL,
    category_id integer NOT NULL REFERENCES shop.categories,
    list_price shop.euros NOT NULL,
    weight_g integer NOT NULL CHECK (weight_g > 0),
    launched_on date NOT NULL,
    discontinued_on date,
    UNIQUE (name)
);
COMMENT ON TABLE shop.products IS 'What is or was for sale; one row for each colour or size';
COMMENT ON COLUMN shop.products.sku IS 'Stock keeping unit, printed on the label';
COMMENT ON COLUMN shop.products.list_price IS 'Price today, VAT included; what was paid is in order_items.unit_price';
COMMENT ON COLUMN shop.products.weight_g IS 'Shipping weight in grams';
COMMENT ON COLUMN shop.products.discontinued_on IS 'No longer sold since this day; NULL while on sale';

CREATE TABLE shop.orders (
    id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES shop.customers,
    address_id integer NOT NULL REFERENCES shop.addresses,
    status shop.order_status NOT NULL DEFAULT 'placed',
    placed_at timestamptz NOT NULL,
    shipping_fee shop.euros NOT NULL DEFAULT 0
);
COMMENT ON TABLE shop.orders IS 'Orders; the goods are in order_items';
COMMENT ON COLUMN shop.orders.shipping_fee IS 'What the customer pays for delivery; none from 75 euros';
CREATE INDEX ON shop.orders (customer_id);
CREATE INDEX ON shop.orders (placed_at);

CREATE TABLE shop.order_items (
    order_id integer NOT NULL REFERENCES shop.orders,
    line_no smallint NOT NULL,
    product_id integer NOT NULL REFERENCES shop.products,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price shop.euros NOT NULL,
    discount numeric(3,2) NOT NULL DEFAULT 0 CHECK (discount BETWEEN 0 AND 0.9),
    PRIMARY KEY (order_id, line_no)
);
COMMENT ON TABLE shop.order_items IS 'The lines of an order';
COMMENT ON COLUMN shop.order_items.unit_price IS 'Price of one piece when it was ordered, before the discount';
COMMENT ON COLUMN shop.order_items.discount IS 'Fraction taken off: 0.10 is ten percent';
CREATE INDEX ON shop.order_items (product_id);

CREATE TABLE shop.payments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES shop.orders,
    method shop.payment_method NOT NULL,
    amount shop.euros NOT NULL,
    paid_at timestamptz NOT NULL
);
COMMENT ON TABLE shop.payments IS 'Money received; an order may be paid in parts';
CREATE INDEX ON shop.payments (order_id);

CREATE TABLE shop.returns (
    id integer PRIMARY KEY,
    order_id integer NOT NULL,
    line_no smallint NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    reason text NOT NULL CHECK (reason IN ('too small', 'too large', 'damaged', 'not as described', 'changed mind')),
    returned_on date NOT NULL,
    FOREIGN KEY (order_id, line_no) REFERENCES shop.order_items (order_id, line_no)
);
COMMENT ON TABLE shop.returns IS 'Goods that came back, by line of the order';

CREATE TABLE shop.reviews (
    product_id integer NOT NULL REFERENCES shop.products,
    customer_id integer NOT NULL REFERENCES shop.customers,
    stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body text,
    written_on date NOT NULL,
    PRIMARY KEY (product_id, customer_id)
);
COMMENT ON TABLE shop.reviews IS 'Reviews by customers who bought the product, one each';
COMMENT ON COLUMN shop.reviews.stars IS 'From 1 (bad) to 5 (good)';

CREATE TABLE warehouse.sites (
    id integer PRIMARY KEY,
    city text NOT NULL UNIQUE,
    country_code char(2) NOT NULL REFERENCES shop.countries,
    opened_on date NOT NULL
);
COMMENT ON TABLE warehouse.sites IS 'The warehouses';

CREATE TABLE warehouse.suppliers (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    country_code char(2) NOT NULL,
    lead_time_days integer NOT NULL
);
COMMENT ON TABLE warehouse.suppliers IS 'Makers and wholesalers that goods are bought from';
COMMENT ON COLUMN warehouse.suppliers.lead_time_days IS 'Days from order to delivery, as agreed';

CREATE TABLE warehouse.stock (
    site_id integer NOT NULL REFERENCES warehouse.sites,
    product_id integer NOT NULL REFERENCES shop.products,
    on_hand integer NOT NULL CHECK (on_hand >= 0),
    reorder_level integer NOT NULL,
    counted_on date NOT NULL,
    PRIMARY KEY (site_id, product_id)
);
COMMENT ON TABLE warehouse.stock IS 'How many pieces of a product lie at a site';
COMMENT ON COLUMN warehouse.stock.reorder_level IS 'More are ordered when on_hand falls below this';

CREATE TABLE warehouse.deliveries (
    id integer PRIMARY KEY,
    supplier_id integer NOT NULL REFERENCES warehouse.suppliers,
    site_id integer NOT NULL,
    product_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_cost numeric(10,2) NOT NULL,
    ordered_on date NOT NULL,
    due_on date NOT NULL,
    arrived_on date,
    FOREIGN KEY (site_id, product_id) REFERENCES warehouse.stock (site_id, product_id)
);
COMMENT ON TABLE warehouse.deliveries IS 'Goods ordered from suppliers';
COMMENT ON COLUMN warehouse.deliveries.arrived_on IS 'NULL while it is on its way';

CREATE TABLE warehouse.shipments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL UNIQUE REFERENCES shop.orders,
    site_id integer NOT NULL REFERENCES warehouse.sites,
    carrier text NOT NULL,
    sent_at timestamptz NOT NULL,
    delivered_at timestamptz
);
COMMENT ON TABLE warehouse.shipments IS 'Parcels sent to customers, one for each order';
COMMENT ON COLUMN warehouse.shipments.delivered_at IS 'NULL while it is on its way';

CREATE VIEW shop.order_totals AS
    SELECT o.id AS order_id, o.customer_id, o.status, o.placed_at,
           sum(i.quantity) AS pieces,
           round(sum(i.quantity * i.unit_price * (1 - i.discount)), 2) AS goods,
           o.shipping_fee,
           round(sum(i.quantity * i.unit_price * (1 - i.discount)), 2) + o.shipping_fee AS total
    FROM shop.orders o
    JOIN shop.order_items i ON i.order_id = o.id
    GROUP BY o.id;
COMMENT ON VIEW shop.order_totals IS 'One row for each order: number of pieces, value of the goods after discounts, and total with shipping, in euros';
COMMENT ON COLUMN shop.order_totals.goods IS 'Value of the goods after discounts';
COMMENT ON COLUMN shop.order_totals.total IS 'Goods and shipping: what the customer pays';
