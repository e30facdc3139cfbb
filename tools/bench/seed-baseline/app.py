"""The flash-sale endpoint of the project's starting document, completed where README.md says so."""
import json
import os
import sys
import uuid
from collections import defaultdict
from datetime import datetime
from threading import Lock
from time import time
from typing import Dict, Optional

import pika
import redis
from flask import Flask, jsonify, request
from sqlalchemy import Column, DateTime, Float, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

# --- models.py: imported by the endpoint, used by the order consumer alone. The engine connects when first used: never here.

Base = declarative_base()


class Product(Base):
    __tablename__ = 'products'

    id = Column(Integer, primary_key=True)
    name = Column(String(100))
    stock = Column(Integer, default=0)
    price = Column(Float)
    created_at = Column(DateTime, default=datetime.utcnow)


class Order(Base):
    __tablename__ = 'orders'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer)
    product_id = Column(Integer)
    quantity = Column(Integer, default=1)
    status = Column(String(20), default='pending')
    created_at = Column(DateTime, default=datetime.utcnow)


engine = create_engine(os.environ['SEED_POSTGRES_URL'])
SessionLocal = sessionmaker(bind=engine)


# --- cache.py

class RedisCache:
    def __init__(self, url: str):
        self.client = redis.Redis.from_url(url, decode_responses=True)

    def get_stock(self, product_id: int) -> Optional[int]:
        key = f"stock:{product_id}"
        stock = self.client.get(key)
        return int(stock) if stock else None

    def init_stock(self, product_id: int, stock: int) -> bool:
        key = f"stock:{product_id}"
        return self.client.set(key, stock)

    def decr_stock(self, product_id: int, quantity: int = 1) -> int:
        key = f"stock:{product_id}"
        result = self.client.decrby(key, quantity)
        return result

    def incr_stock(self, product_id: int, quantity: int = 1) -> int:
        key = f"stock:{product_id}"
        return self.client.incrby(key, quantity)


cache = RedisCache(os.environ['SEED_REDIS_URL'])


# --- mq.py: the producer. One connection a worker, no publisher confirms.

class RabbitMQProducer:
    def __init__(self, url: str, queue_name='seckill_orders'):
        parameters = pika.URLParameters(url)
        # A blocking connection answers heartbeats only while it publishes: the broker would drop one that waits for load.
        parameters.heartbeat = 0
        self.connection = pika.BlockingConnection(parameters)
        self.channel = self.connection.channel()
        self.queue_name = queue_name

        self.channel.queue_declare(
            queue=queue_name,
            durable=True
        )

    def send_order(self, order_data: Dict):
        message = json.dumps(order_data)
        self.channel.basic_publish(
            exchange='',
            routing_key=self.queue_name,
            body=message,
            properties=pika.BasicProperties(
                delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE
            )
        )

    def close(self):
        self.connection.close()


producer = RabbitMQProducer(os.environ['SEED_RABBITMQ_URL'])


# --- rate_limiter.py: each worker process has buckets of its own.

class TokenBucket:
    def __init__(self, capacity: int, refill_rate: float):
        self.capacity = capacity
        self.refill_rate = refill_rate
        self.tokens = capacity
        self.last_refill = time()
        self.lock = Lock()

    def allow_request(self, tokens_needed: int = 1) -> bool:
        with self.lock:
            now = time()
            elapsed = now - self.last_refill
            new_tokens = elapsed * self.refill_rate
            self.tokens = min(self.capacity, self.tokens + new_tokens)
            self.last_refill = now

            if self.tokens >= tokens_needed:
                self.tokens -= tokens_needed
                return True
            return False


user_limiters = defaultdict(lambda: TokenBucket(capacity=10, refill_rate=1))


def check_user_rate_limit(user_id: int) -> bool:
    return user_limiters[user_id].allow_request()


# --- app.py

app = Flask(__name__)

PRODUCT_ID = 1


class OrderService:
    @staticmethod
    def create_order(user_id: int, product_id: int, quantity: int = 1):
        if not check_user_rate_limit(user_id):
            return False, None, "请求过于频繁，请稍后再试"

        remaining_stock = cache.decr_stock(product_id, quantity)

        if remaining_stock < 0:
            cache.incr_stock(product_id, quantity)
            return False, None, "库存不足"

        order_id = str(uuid.uuid4())

        order_data = {
            'order_id': order_id,
            'user_id': user_id,
            'product_id': product_id,
            'quantity': quantity
        }
        producer.send_order(order_data)

        return True, order_id, "下单成功，请等待确认"


@app.route('/api/seckill', methods=['POST'])
def seckill():
    data = request.get_json()
    user_id = data.get('user_id')
    quantity = data.get('quantity', 1)

    if not user_id:
        return jsonify({'error': '缺少 user_id'}), 400

    success, order_id, message = OrderService.create_order(
        user_id=user_id,
        product_id=PRODUCT_ID,
        quantity=quantity
    )

    return jsonify({
        'success': success,
        'order_id': order_id,
        'message': message
    }), 200 if success else 409


@app.route('/api/stock', methods=['GET'])
def get_stock():
    stock = cache.get_stock(PRODUCT_ID)
    return jsonify({'stock': stock or 0})


@app.route('/api/init-stock', methods=['POST'])
def init_stock():
    data = request.get_json()
    stock = data.get('stock', 1000)
    cache.init_stock(PRODUCT_ID, stock)
    return jsonify({'message': f'库存已初始化为 {stock}'})


print('worker ready', file=sys.stderr, flush=True)
